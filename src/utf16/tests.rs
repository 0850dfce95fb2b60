//! Every level against the standard library, which is slow but known to be right.

use super::*;

/// A byte that no test expects.
const CANARY: u8 = 0xA5;

/// Units at which something changes: widths, surrogate kinds, ends of the plane.
const BOUNDARIES: [u16; 17] = [
    0, 0x41, 0x7F, 0x80, 0xE9, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFC, 0xFFFD, 0xFFFE,
    0xFFFF,
];

type Transcode = fn(Option<Level>, &[u16], &mut [u8]) -> Option<usize>;

/// The levels of this CPU and, as `None`, the module's own choice.
fn contenders() -> Vec<Option<Level>> {
    let levels = Level::available();
    #[cfg(target_arch = "x86_64")]
    if levels.len() < 4 {
        eprintln!("utf16: this CPU tests only {:?}", levels.iter().map(|level| level.name()).collect::<Vec<_>>());
    }
    levels.into_iter().map(Some).chain([None]).collect()
}

const TRANSCODE: Transcode = |level, src, dst| match level {
    Some(level) => transcode_at(level, src, dst),
    None => transcode(src, dst),
};

fn oracle(src: &[u16]) -> Vec<u8> {
    char::decode_utf16(src.iter().copied())
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect::<String>()
        .into_bytes()
}

/// 1, or the step between cases under Miri, which is a thousand times slower.
const fn stride(miri: usize) -> usize {
    if cfg!(miri) { miri } else { 1 }
}

/// xorshift64: the same sequence in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }
}

/// Enough to recognise the input, without pages of it.
fn describe(level: Option<Level>, src: &[u16]) -> String {
    let (len, start) = (src.len(), &src[..src.len().min(64)]);
    format!("{level:?} on {len} units that start with {start:04x?}")
}

/// With ample, sufficient, exact and too little room: what is promised for each.
fn check(contenders: &[Option<Level>], src: &[u16]) {
    let expected = oracle(src);
    let exact = expected.len();
    for &level in contenders {
        let what = || describe(level, src);
        let len = level.map_or_else(|| utf8_len(src), |level| utf8_len_at(level, src));
        assert_eq!(len, exact, "utf8_len: {}", what());
        let ascii = level.map_or_else(|| is_ascii(src), |level| is_ascii_at(level, src));
        assert_eq!(ascii, src.iter().all(|&unit| unit < 0x80), "is_ascii: {}", what());

        for room in [3 * src.len() + SLACK, exact + SLACK, exact] {
            let mut dst = vec![CANARY; room + 128];
            let (inside, outside) = dst.split_at_mut(room);
            match TRANSCODE(level, src, inside) {
                Some(written) => assert!(inside[..written] == expected, "room {room}: {}", what()),
                None => assert!(room == exact, "refused room {room}: {}", what()),
            }
            assert!(outside.iter().all(|&byte| byte == CANARY), "wrote outside: {}", what());
        }
        if let Some(short) = exact.checked_sub(1) {
            let mut dst = vec![CANARY; short + 128];
            let (inside, outside) = dst.split_at_mut(short);
            assert_eq!(TRANSCODE(level, src, inside), None, "too little room: {}", what());
            assert!(outside.iter().all(|&byte| byte == CANARY), "wrote outside: {}", what());
        }
    }
}

/// Only the bytes, for tests with very many short inputs.
fn check_bytes(contenders: &[Option<Level>], src: &[u16], dst: &mut [u8]) {
    let expected = oracle(src);
    for &level in contenders {
        let written = TRANSCODE(level, src, dst);
        assert!(written.map(|written| &dst[..written]) == Some(&expected[..]), "{}", describe(level, src));
    }
}

#[test]
fn every_unit_alone_and_among_others() {
    let contenders = contenders();
    let mut dst = vec![0; 512];
    for unit in (0..=u16::MAX).step_by(stride(1021)) {
        check_bytes(&contenders, &[unit], &mut dst);
    }
    // All of them in a row, in order and scattered, each in lanes that depend on the units before.
    let row: Vec<u16> = (0..=u16::MAX).step_by(stride(997)).collect();
    let strewn: Vec<u16> = row.iter().map(|unit| unit.wrapping_mul(40503)).collect();
    check(&contenders, &row);
    check(&contenders, &strewn);
    let mut dst = vec![0; 3 * (row.len() + 32) + SLACK];
    for before in [1, 2, 4, 7, 11, 18, 25].into_iter().step_by(stride(3)) {
        for row in [&row, &strewn] {
            check_bytes(&contenders, &[&vec![0x61; before], row.as_slice()].concat(), &mut dst);
        }
    }
}

#[test]
fn every_pair_of_boundaries() {
    let contenders = contenders();
    for first in BOUNDARIES.into_iter().step_by(stride(5)) {
        for second in BOUNDARIES.into_iter().step_by(stride(4)) {
            check(&contenders, &[first, second]);
            for filler in [0x61, 0xE9, 0x8A9E].into_iter().take(4 - stride(3)) {
                let mut src = [filler; 40];
                for at in [0, 6, 7, 8, 14, 15, 16, 30, 31, 32, 38].into_iter().step_by(stride(4)) {
                    src[at] = first;
                    src[at + 1] = second;
                    check_bytes(&contenders, &src, &mut [0; 256]);
                    src[at] = filler;
                    src[at + 1] = filler;
                }
            }
        }
    }
}

#[test]
fn surrogates_at_every_place_of_every_length() {
    let contenders = contenders();
    let shapes: [&[u16]; 5] =
        [&[0xD83E, 0xDD80], &[0xD83E], &[0xDD80], &[0xD83E, 0xD83E, 0xDD80, 0xDD80], &[0xDD80, 0xD83E]];
    for filler in [0x61, 0xE9, 0x8A9E] {
        for len in (0..100).step_by(stride(67)) {
            let plain = vec![filler; len];
            check(&contenders, &plain);
            for shape in shapes {
                for at in (0..(len + 1).saturating_sub(shape.len())).step_by(stride(31)) {
                    let mut src = plain.clone();
                    src[at..at + shape.len()].copy_from_slice(shape);
                    check_bytes(&contenders, &src, &mut [0; 512]);
                }
            }
        }
    }
    for len in (0..150).step_by(stride(67)) {
        let pairs: Vec<u16> = [0xD83E, 0xDD80].into_iter().cycle().take(len).collect();
        check(&contenders, &pairs);
        check(&contenders, &vec![0xD83E; len]);
        check(&contenders, &vec![0xDD80; len]);
    }
}

#[test]
fn random_mixes_at_every_alignment() {
    let contenders = contenders();
    let classes: [&[u16]; 6] = [
        &[0x20, 0x41, 0x7F, 0],
        &[0x80, 0xE9, 0x436, 0x7FF],
        &[0x800, 0x905, 0x8A9E, 0xFFFD, 0xFFFF],
        &[0xD83E, 0xDD80],
        &BOUNDARIES,
        &[0xD800, 0xDC00, 0x61],
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in (0..1500).step_by(stride(149)) {
        let len = random.below(if round % 50 == 0 { 3000 / stride(10) } else { 140 });
        // Runs of one class; pairs stay together in most of them.
        let mut units = Vec::with_capacity(len + 8);
        let (mut class, longest) = (0, 1 + random.below(40));
        let mut left = 0;
        while units.len() < len + 3 {
            if left == 0 {
                class = random.below(classes.len());
                left = 1 + random.below(longest);
            }
            left -= 1;
            if class == 3 {
                units.extend_from_slice(classes[3]);
            } else {
                units.push(classes[class][random.below(classes[class].len())]);
            }
        }
        let skip = random.below(4);
        check(&contenders, &units[skip..][..len.min(units.len() - skip)]);
    }
}

#[test]
fn any_room_is_respected() {
    let contenders = contenders();
    let texts = [
        "ascii only, and rather long, so that the widest of blocks is filled twice over and a bit",
        "añb",
        "語彙の豊かさ",
        "🦀🦞🦐",
        "",
    ];
    let src: Vec<u16> = texts.concat().repeat(2).encode_utf16().collect();
    let expected = oracle(&src);
    for room in (0..expected.len() + 3 * SLACK).step_by(stride(61)) {
        for &level in &contenders {
            let mut dst = vec![CANARY; room + 128];
            let (inside, outside) = dst.split_at_mut(room);
            match TRANSCODE(level, &src, inside) {
                Some(written) => assert_eq!(&inside[..written], expected, "{level:?}, room {room}"),
                None => assert!(room < expected.len() + SLACK, "{level:?} refused room {room}"),
            }
            assert!(outside.iter().all(|&byte| byte == CANARY), "{level:?} wrote outside room {room}");
        }
    }
}

#[test]
fn counters_do_not_overflow() {
    let contenders = contenders();
    for unit in [0x61, 0xE9, 0x8A9E] {
        check(&contenders, &vec![unit; 70_000 / stride(1000)]);
    }
    let pairs: Vec<u16> = [0xD83E, 0xDD80].into_iter().cycle().take(140_001 / stride(1000)).collect();
    check(&contenders, &pairs);
}
