//! Every level against the definition.

use std::io::{Write, stderr};

use super::emulated::Emulated;
use super::{OFFSET_BASIS, OFFSET_BASIS_64, PRIME, SERIAL_BELOW, hash, hash_at, hash_many_at, lanes};
use crate::cpu::Level;

/// Lengths at which a kernel, the number of lanes or of blocks changes.
const EDGES: [usize; 11] = [128, 256, 512, 1024, 2048, 4096, 8 * 1024, 16 * 1024, 32 * 1024, 64 * 1024, 1024 * 1024];

/// A state in each width.
type Both = (u32, u64);

const BASES: Both = (OFFSET_BASIS, OFFSET_BASIS_64);

/// The definition, by itself.
fn naive(bytes: &[u8], (mut state, mut state64): Both) -> Both {
    for byte in bytes {
        state = (state ^ u32::from(*byte)).wrapping_mul(16_777_619);
        state64 = (state64 ^ u64::from(*byte)).wrapping_mul(1_099_511_628_211);
    }
    (state, state64)
}

/// A level's hashes.
fn both_at(level: Level, bytes: &[u8], (state, state64): Both) -> Both {
    (hash_at(level, bytes, state), hash_at(level, bytes, state64))
}

/// The state of 32 bits, and one of 64 bits with the same low byte.
fn both(state: u32) -> Both {
    (state, u64::from(state) << 32 | u64::from(state.rotate_left(7) & !0xff) | u64::from(state & 0xff))
}

/// The levels of this CPU; says if some are left out, past the capture of the test runner.
fn levels() -> Vec<Level> {
    let levels = Level::available();
    if cfg!(target_arch = "x86_64") && levels.len() < 4 {
        let names: Vec<_> = levels.iter().map(|level| level.name()).collect();
        writeln!(stderr(), "fnv1a: this CPU tests only {names:?}").expect("stderr takes a line");
    }
    levels
}

/// `length` bytes without a pattern, other ones for every `seed`.
fn random(length: usize, seed: u64) -> Vec<u8> {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Inputs of `length` bytes, with a name each.
fn patterns(length: usize) -> Vec<(&'static str, Vec<u8>)> {
    let of = |byte: fn(usize) -> u8| (0..length).map(byte).collect();
    vec![
        ("zeros", of(|_| 0)),
        ("0xff", of(|_| 0xff)),
        ("0x80", of(|_| 0x80)),
        ("0x01", of(|_| 0x01)),
        ("alternating 55 aa", of(|i| [0x55, 0xaa][i % 2])),
        ("alternating 00 ff", of(|i| [0x00, 0xff][i % 2])),
        ("counting", of(|i| i as u8)),
        ("one-hot bits", of(|i| 1 << (i % 8))),
        ("one in 97", of(|i| u8::from(i % 97 == 96))),
        ("ASCII", of(|i| b"the quick brown fox "[i % 20])),
        ("random", random(length, 1)),
    ]
}

/// A level against the hashes of all prefixes of `bytes`, for the prefixes of `lengths`.
fn check_prefixes(level: Level, name: &str, bytes: &[u8], state: Both, lengths: impl Iterator<Item = usize>) {
    let mut expected = vec![state];
    for byte in bytes {
        expected.push(naive(&[*byte], expected[expected.len() - 1]));
    }
    for length in lengths {
        let got = both_at(level, &bytes[..length], state);
        let level = level.name();
        assert_eq!(got, expected[length], "{level}, {name}, {length} bytes, state {state:x?}");
    }
}

/// A smaller number where the code runs slowly.
const fn by_speed(release: usize, debug: usize, miri: usize) -> usize {
    if cfg!(miri) {
        miri
    } else if cfg!(debug_assertions) {
        debug
    } else {
        release
    }
}

#[test]
fn published_values() {
    let published: [(&str, Both); 12] = [
        ("", (0x811c_9dc5, 0xcbf2_9ce4_8422_2325)),
        ("a", (0xe40c_292c, 0xaf63_dc4c_8601_ec8c)),
        ("b", (0xe70c_2de5, 0xaf63_df4c_8601_f1a5)),
        ("c", (0xe60c_2c52, 0xaf63_de4c_8601_eff2)),
        ("d", (0xe10c_2473, 0xaf63_d94c_8601_e773)),
        ("e", (0xe00c_22e0, 0xaf63_d84c_8601_e5c0)),
        ("f", (0xe30c_2799, 0xaf63_db4c_8601_ead9)),
        ("fo", (0x6222_e842, 0x0898_5907_b541_d342)),
        ("foo", (0xa9f3_7ed7, 0xdcb2_7518_fed9_d577)),
        ("foob", (0x3f50_76ef, 0xdd12_0e79_0c25_12af)),
        ("fooba", (0x39aa_a18a, 0xcac1_65af_a2fe_f40a)),
        ("foobar", (0xbf9c_f968, 0x8594_4171_f739_67e8)),
    ];
    for (text, expected) in published {
        let bytes = text.as_bytes();
        assert_eq!(naive(bytes, BASES), expected, "{text:?}");
        assert_eq!((hash(bytes, OFFSET_BASIS), hash(bytes, OFFSET_BASIS_64)), expected, "{text:?}");
        for level in levels() {
            let got = both_at(level, bytes, BASES);
            assert_eq!(got, expected, "{}, {text:?}", level.name());
        }
    }
    assert_eq!((OFFSET_BASIS, PRIME), (0x811c_9dc5, 0x0100_0193));
}

#[test]
fn the_best_level_is_the_last_one() {
    let levels = levels();
    let names: Vec<_> = levels.iter().map(|level| level.name()).collect();
    assert_eq!(names, ["serial", "sse4.1", "avx2", "avx512"][..names.len()]);
    assert_eq!(levels.last(), Some(&Level::best()));
}

#[test]
fn every_length_below_3000() {
    let longest = by_speed(2999, 2999, 40);
    for level in levels() {
        for (name, bytes) in patterns(longest) {
            check_prefixes(level, name, &bytes, BASES, 0..=longest);
        }
    }
}

#[test]
fn edges() {
    let longest = by_speed(1 << 20, 1 << 20, 128);
    let bytes = random(longest + 17, 2);
    let lengths = EDGES.into_iter().filter(|edge| *edge <= longest);
    let lengths = lengths.flat_map(|edge| {
        let step = if edge > 64 * 1024 { by_speed(1, 17, 17) } else { 1 };
        (edge - 17..=edge + 17).step_by(step)
    });
    let lengths: Vec<_> = lengths.collect();
    for level in levels() {
        let lengths = lengths.iter().copied();
        check_prefixes(level, "random", &bytes, BASES, lengths);
    }
}

#[test]
fn samples_of_greater_length() {
    let longest = by_speed(100_000, 40_000, 0);
    let bytes = random(longest, 3);
    for level in levels() {
        let lengths = (3000..longest).step_by(by_speed(61, 331, 1));
        check_prefixes(level, "random", &bytes, both(0x1234_5678), lengths);
    }
}

#[test]
fn every_alignment() {
    let lengths: &[usize] = match cfg!(miri) {
        true => &[129],
        false => &[0, 1, 127, 128, 255, 256, 600, 1025, 2100, 4300, 8195, 16_500],
    };
    for level in levels() {
        for &length in lengths {
            let bytes = random(length + 64, length as u64);
            for offset in (0..64).step_by(by_speed(1, 1, 21)) {
                let bytes = &bytes[offset..][..length];
                let expected = naive(bytes, BASES);
                let got = both_at(level, bytes, BASES);
                let level = level.name();
                assert_eq!(got, expected, "{level}, {length} bytes, offset {offset}");
            }
        }
    }
}

#[test]
fn every_low_byte_of_the_state() {
    let lengths: &[usize] = match cfg!(miri) {
        true => &[130],
        false => &[1, 130, 143, 300, 600, 1100, 2050, 4300, 8200],
    };
    for level in levels() {
        for &length in lengths {
            let bytes = random(length, 4);
            for low in (0..256).step_by(by_speed(1, 1, 85)) {
                for high in [0, 0x811c_9d00, 0xffff_ff00] {
                    let state = both(high | low as u32);
                    let got = both_at(level, &bytes, state);
                    let level = level.name();
                    let expected = naive(&bytes, state);
                    assert_eq!(got, expected, "{level}, {length} bytes, state {state:x?}");
                }
            }
        }
    }
}

/// One bit anywhere in an input of zeros: no byte may count for another one.
#[test]
fn one_bit() {
    let length = by_speed(4300, 1111, 131);
    for level in levels() {
        let mut bytes = vec![0; length];
        for place in (0..length).step_by(by_speed(1, 1, 32)) {
            for bit in 0..8 {
                bytes[place] = 1 << bit;
                let got = both_at(level, &bytes, BASES);
                let level = level.name();
                let expected = naive(&bytes, BASES);
                assert_eq!(got, expected, "{level}, bit {bit} of byte {place}");
            }
            bytes[place] = 0;
        }
    }
}

/// The hash of a whole is the hash of its second part going on from that of the first.
#[test]
fn split_anywhere() {
    let lengths: &[usize] = match cfg!(miri) {
        true => &[140],
        false => &[140, 700, 1500, 9000],
    };
    for level in levels() {
        for &length in lengths {
            let bytes = random(length, 5);
            let whole = both_at(level, &bytes, BASES);
            let step = if length > 1000 { 13 } else { by_speed(1, 1, 20) };
            for middle in (0..=length).step_by(step) {
                let (first, second) = bytes.split_at(middle);
                let got = both_at(level, second, both_at(level, first, BASES));
                let level = level.name();
                assert_eq!(got, whole, "{level}, {length} bytes split at {middle}");
            }
        }
    }
}

#[test]
fn dispatch() {
    let bytes = random(3 * SERIAL_BELOW, 6);
    for length in (0..bytes.len()).step_by(by_speed(1, 1, 127)) {
        let bytes = &bytes[..length];
        assert_eq!((hash(bytes, 7), hash(bytes, 7)), naive(bytes, (7, 7)), "{length} bytes");
    }
}

/// The algorithm without an instruction set: every number of lanes, blocks short enough that there are many.
#[test]
fn emulated_lanes() {
    fn check<const WIDTH: usize, const REGISTERS: usize>() {
        let lanes = WIDTH * REGISTERS;
        let bytes = random(lanes * 70, lanes as u64);
        // Segments from below the least length on, one to four blocks, even and odd ones, with and without odd bytes.
        let rows: &[usize] = match cfg!(miri) {
            true => &[25],
            false => &[7, 8, 9, 15, 16, 17, 24, 25, 31, 32, 33, 47, 48, 69],
        };
        for rows in rows {
            for odd in [0, 1, lanes / 2, lanes - 1].into_iter().skip(by_speed(0, 0, 3)) {
                let bytes = &bytes[..rows * lanes + odd];
                let state = both(OFFSET_BASIS ^ odd as u32);
                let got = lanes::hash::<_, _, REGISTERS, 16>(Emulated::<WIDTH>, bytes, state.0);
                let got64 = lanes::hash::<_, _, REGISTERS, 16>(Emulated::<WIDTH>, bytes, state.1);
                assert_eq!((got, got64), naive(bytes, state), "{lanes} lanes, {rows} rows, {odd} odd bytes");
            }
        }
    }
    check::<16, 1>();
    if !cfg!(miri) {
        check::<16, 2>();
        check::<16, 4>();
        check::<32, 1>();
        check::<32, 2>();
        check::<32, 4>();
        check::<64, 1>();
        check::<64, 2>();
        check::<64, 4>();
    }
}

/// Many texts at once, at every level, of lengths around the steps, sorted and not, with bad ends among them.
#[test]
fn many_are_as_one_by_one() {
    for level in levels() {
        let counts = [0, 1, 33, 3, 4, 5, 31, 32, 64, 511, 512, 513, 1100];
        for count in counts.into_iter().take(by_speed(13, 13, 3)) {
            let mut bytes = Vec::new();
            let mut ends = Vec::new();
            for text in 0..count {
                let len = [0, 1, 15, 16, 17, 31, 32, 33, 100][text * 7 % 9] + text % 3;
                bytes.extend((0..len).map(|i| (i * 31 + text * 17) as u8));
                ends.push(bytes.len() as u32);
            }
            let (mut hashes, mut hashes64) = (vec![0; count], vec![0; count]);
            hash_many_at(level, &bytes, &ends, &mut hashes);
            hash_many_at(level, &bytes, &ends, &mut hashes64);
            let mut start = 0;
            for (end, hash) in ends.iter().zip(hashes.into_iter().zip(hashes64)) {
                assert_eq!(hash, naive(&bytes[start..*end as usize], BASES), "{:?}", level);
                start = *end as usize;
            }
        }
        let mut hashes = [7; 5];
        hash_many_at(level, b"foobar", &[3, 1, 6, 90, u32::MAX], &mut hashes);
        assert_eq!(hashes[0], naive(b"foo", BASES).0);
        assert_eq!(hashes[2], naive(b"oobar", BASES).0);
        assert_eq!([hashes[1], hashes[3], hashes[4]], [OFFSET_BASIS; 3]);
    }
}
