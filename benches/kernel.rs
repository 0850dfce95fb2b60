//! Cost of the work itself, without any crossing of languages: the module's kernels inside wasmtime, on bytes that lie in
//! its memory, and the native ones, of the hash for every level of the CPU.
//!
//! `hash_serial` is the module's own byte-by-byte hash, which it runs when it has no scratch; `memchr` and `slice` are
//! what the native backend runs. Read the ratios to `serial` of one run: absolute times differ between machines and
//! moments.

#![allow(clippy::unwrap_used, reason = "a bench may panic")]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use stringops_booster::backend::wasmtime::engine_and_module;
use stringops_booster::cpu::Level;
use stringops_booster::fnv1a::{OFFSET_BASIS, OFFSET_BASIS_64, hash, hash_at};
use wasmtime::{Func, Instance, Memory, MemoryType, Store, TypedFunc};

const SIZES: [usize; 9] = [11, 64, 128, 256, 512, 1024, 4300, 64 << 10, 1 << 20];
const SCRATCH: u32 = 60 << 10;
const INPUT: usize = 64 << 10;

/// The module with a memory, and nothing around it.
struct Module {
    store: Store<()>,
    memory: Memory,
    instance: Instance,
}

impl Module {
    fn new(scratch: u32) -> Self {
        let (engine, module) = engine_and_module().unwrap();
        let mut store = Store::new(&engine, ());
        let memory = Memory::new(&mut store, MemoryType::new(512, None)).unwrap();
        let log = Func::wrap(&mut store, |_: i32| {});
        let instance = Instance::new(&mut store, &module, &[memory.into(), log.into()]).unwrap();
        let lend: TypedFunc<(u32, u32), ()> = instance.get_typed_func(&mut store, "setScratch").unwrap();
        lend.call(&mut store, (0, scratch)).unwrap();
        Self { store, memory, instance }
    }

    fn put(&mut self, bytes: &[u8], at: usize) {
        self.memory.write(&mut self.store, at, bytes).unwrap();
    }

    fn two_ranges(&mut self, name: &str) -> TypedFunc<(u32, u32, u32, u32), i32> {
        self.instance.get_typed_func(&mut self.store, name).unwrap()
    }
}

/// Random lowercase letters.
fn letters(len: usize) -> Vec<u8> {
    let mut state = 12345_u32;
    let mut next = || {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12345);
        b'a' + ((state >> 16) % 26) as u8
    };
    (0..len).map(|_| next()).collect()
}

fn bench_hash(bencher: Bencher<'_, '_>, len: usize, scratch: u32) {
    let mut module = Module::new(scratch);
    let bytes = letters(len);
    module.put(&bytes, INPUT);
    let hash: TypedFunc<(u32, u32), u32> = module.instance.get_typed_func(&mut module.store, "fastHash").unwrap();
    let (at, len) = (INPUT as u32, len as u32);
    let expected = bytes.iter().fold(2_166_136_261_u32, |h, b| (h ^ u32::from(*b)).wrapping_mul(16_777_619));
    assert_eq!(hash.call(&mut module.store, (at, len)).unwrap(), expected);
    bencher
        .counter(BytesCount::new(len as usize))
        .bench_local(|| hash.call(&mut module.store, black_box((at, len))).unwrap());
}

fn bench_hash64(bencher: Bencher<'_, '_>, len: usize, scratch: u32) {
    let mut module = Module::new(scratch);
    let bytes = letters(len);
    module.put(&bytes, INPUT);
    let hash: TypedFunc<(u32, u32, u64), u64> =
        module.instance.get_typed_func(&mut module.store, "fastHash64From").unwrap();
    let arguments = (INPUT as u32, len as u32, OFFSET_BASIS_64);
    assert_eq!(hash.call(&mut module.store, arguments).unwrap(), naive64(&bytes));
    bencher.counter(BytesCount::new(len)).bench_local(|| hash.call(&mut module.store, black_box(arguments)).unwrap());
}

fn naive64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(OFFSET_BASIS_64, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[divan::bench(args = SIZES)]
fn hash64_lanes(bencher: Bencher<'_, '_>, len: usize) {
    bench_hash64(bencher, len, SCRATCH);
}

#[divan::bench(args = SIZES)]
fn hash64_serial(bencher: Bencher<'_, '_>, len: usize) {
    bench_hash64(bencher, len, 0);
}

#[divan::bench(args = SIZES)]
fn hash_lanes(bencher: Bencher<'_, '_>, len: usize) {
    bench_hash(bencher, len, SCRATCH);
}

#[divan::bench(args = SIZES)]
fn hash_serial(bencher: Bencher<'_, '_>, len: usize) {
    bench_hash(bencher, len, 0);
}

#[divan::bench(args = SIZES)]
fn compare_equal(bencher: Bencher<'_, '_>, len: usize) {
    let mut module = Module::new(SCRATCH);
    let bytes = letters(len);
    let other = INPUT + len.next_multiple_of(64);
    module.put(&bytes, INPUT);
    module.put(&bytes, other);
    let compare = module.two_ranges("fastCompare");
    let arguments = (INPUT as u32, len as u32, other as u32, len as u32);
    assert_eq!(compare.call(&mut module.store, arguments).unwrap(), 0);
    bencher
        .counter(BytesCount::new(len))
        .bench_local(|| compare.call(&mut module.store, black_box(arguments)).unwrap());
}

#[divan::bench(args = SIZES)]
fn compare_equal_slice(bencher: Bencher<'_, '_>, len: usize) {
    let (a, b) = (letters(len), letters(len));
    bencher.counter(BytesCount::new(len)).bench_local(|| black_box(&a).cmp(black_box(&b)));
}

fn bench_search(bencher: Bencher<'_, '_>, haystack: &[u8], needle: &[u8]) {
    let mut module = Module::new(SCRATCH);
    let at = INPUT + needle.len().next_multiple_of(64);
    module.put(needle, INPUT);
    module.put(haystack, at);
    let search = module.two_ranges("fastSearch");
    let arguments = (at as u32, haystack.len() as u32, INPUT as u32, needle.len() as u32);
    let expected = memchr::memmem::find(haystack, needle).map_or(-1, |found| found as i32);
    assert_eq!(search.call(&mut module.store, arguments).unwrap(), expected);
    bencher
        .counter(BytesCount::new(haystack.len()))
        .bench_local(|| search.call(&mut module.store, black_box(arguments)).unwrap());
}

#[divan::bench(args = SIZES)]
fn search_miss(bencher: Bencher<'_, '_>, len: usize) {
    bench_search(bencher, &letters(len), b"etaoinshr");
}

#[divan::bench(args = SIZES)]
fn search_miss_memchr(bencher: Bencher<'_, '_>, len: usize) {
    let haystack = letters(len);
    bencher
        .counter(BytesCount::new(len))
        .bench_local(|| memchr::memmem::find(black_box(&haystack), black_box(b"etaoinshr")));
}

#[divan::bench(args = SIZES)]
fn search_one_byte_miss(bencher: Bencher<'_, '_>, len: usize) {
    bench_search(bencher, &letters(len), b"#");
}

/// A sentence a hundred times, and a needle that nearly occurs in each: candidates at regular intervals.
#[divan::bench]
fn search_near_miss(bencher: Bencher<'_, '_>) {
    let haystack = b"The quick brown fox jumps over the lazy dog".repeat(100);
    bench_search(bencher, &haystack, b"lazyx");
}

/// 64 KB of `a`; 4 KB of `a`, a `b`, 4 KB of `a`: every position is a near match.
#[divan::bench]
fn search_periodic(bencher: Bencher<'_, '_>) {
    let needle = [vec![b'a'; 4096], vec![b'b'], vec![b'a'; 4096]].concat();
    bench_search(bencher, &vec![b'a'; 64 << 10], &needle);
}

/// The same without a rare byte: the worst case for the verification.
#[divan::bench]
fn search_periodic_all_alike(bencher: Bencher<'_, '_>) {
    let haystack = [vec![b'a'; 8191], vec![b'b']].concat().repeat(8);
    bench_search(bencher, &haystack, &vec![b'a'; 8192]);
}

/// The contenders must agree before their speed matters.
fn assert_agreement() {
    for level in Level::available() {
        for length in SIZES {
            let input = letters(length);
            let expected =
                input.iter().fold(OFFSET_BASIS, |state, byte| (state ^ u32::from(*byte)).wrapping_mul(16_777_619));
            assert_eq!(hash_at(level, &input, OFFSET_BASIS), expected, "{}, {length} bytes", level.name());
            let hash64 = hash_at(level, &input, OFFSET_BASIS_64);
            assert_eq!(hash64, naive64(&input), "{}, {length} bytes, 64 bits", level.name());
        }
    }
}

/// Measures the level of that name, in 64 bits if `wide`; one that the CPU lacks gets no row of numbers.
fn bench_level(bencher: Bencher<'_, '_>, name: &str, length: usize, wide: bool) {
    let Some(level) = Level::available().into_iter().find(|level| level.name() == name) else {
        return;
    };
    let input = letters(length);
    let bencher = bencher.counter(BytesCount::new(length));
    if wide {
        bencher.bench_local(|| hash_at(level, black_box(&input), black_box(OFFSET_BASIS_64)));
    } else {
        bencher.bench_local(|| hash_at(level, black_box(&input), black_box(OFFSET_BASIS)));
    }
}

#[divan::bench(args = SIZES)]
fn serial(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "serial", length, false);
}

#[divan::bench(args = SIZES)]
fn serial_64(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "serial", length, true);
}

#[divan::bench(args = SIZES)]
fn sse41(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "sse4.1", length, false);
}

#[divan::bench(args = SIZES)]
fn sse41_64(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "sse4.1", length, true);
}

#[divan::bench(args = SIZES)]
fn avx2(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "avx2", length, false);
}

#[divan::bench(args = SIZES)]
fn avx2_64(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "avx2", length, true);
}

#[divan::bench(args = SIZES)]
fn avx512(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "avx512", length, false);
}

#[divan::bench(args = SIZES)]
fn avx512_64(bencher: Bencher<'_, '_>, length: usize) {
    bench_level(bencher, "avx512", length, true);
}

/// The public function, which chooses the level itself.
#[divan::bench(args = SIZES)]
fn chosen(bencher: Bencher<'_, '_>, length: usize) {
    let input = letters(length);
    bencher.counter(BytesCount::new(length)).bench_local(|| hash(black_box(&input), black_box(OFFSET_BASIS)));
}

fn main() {
    assert_agreement();
    divan::main();
}
