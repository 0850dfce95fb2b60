//! The cost of the hash itself, for every level of the CPU, without any crossing of languages.
//!
//! Read the ratios to `serial` of one run: absolute times differ between machines and moments.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use stringops_booster::cpu::Level;
use stringops_booster::fnv1a::{OFFSET_BASIS, hash, hash_at};

/// Input lengths in bytes.
const LENGTHS: [usize; 9] = [11, 64, 128, 256, 512, 1024, 4300, 65_536, 1_048_576];

fn main() {
    assert_agreement();
    divan::main();
}

/// `length` bytes of text without a period.
fn input(length: usize) -> Vec<u8> {
    let mut x = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        b' ' + (x >> 33) as u8 % 95
    };
    (0..length).map(|_| next()).collect()
}

/// The contenders must agree before their speed matters.
fn assert_agreement() {
    for level in Level::available() {
        for length in LENGTHS {
            let input = input(length);
            let expected =
                input.iter().fold(OFFSET_BASIS, |state, byte| (state ^ u32::from(*byte)).wrapping_mul(16_777_619));
            assert_eq!(hash_at(level, &input, OFFSET_BASIS), expected, "{}, {length} bytes", level.name());
        }
    }
}

/// Measures the level of that name; one that the CPU lacks gets no row of numbers.
fn bench(bencher: Bencher<'_, '_>, name: &str, length: usize) {
    let Some(level) = Level::available().into_iter().find(|level| level.name() == name) else {
        return;
    };
    let input = input(length);
    bencher.counter(BytesCount::new(length)).bench_local(|| hash_at(level, black_box(&input), black_box(OFFSET_BASIS)));
}

#[divan::bench(args = LENGTHS)]
fn serial(bencher: Bencher<'_, '_>, length: usize) {
    bench(bencher, "serial", length);
}

#[divan::bench(args = LENGTHS)]
fn sse41(bencher: Bencher<'_, '_>, length: usize) {
    bench(bencher, "sse4.1", length);
}

#[divan::bench(args = LENGTHS)]
fn avx2(bencher: Bencher<'_, '_>, length: usize) {
    bench(bencher, "avx2", length);
}

#[divan::bench(args = LENGTHS)]
fn avx512(bencher: Bencher<'_, '_>, length: usize) {
    bench(bencher, "avx512", length);
}

/// The public function, which chooses the level itself.
#[divan::bench(args = LENGTHS)]
fn chosen(bencher: Bencher<'_, '_>, length: usize) {
    let input = input(length);
    bencher.counter(BytesCount::new(length)).bench_local(|| hash(black_box(&input), black_box(OFFSET_BASIS)));
}
