//! UTF-16 to UTF-8, each level of this CPU on texts that differ in how they mix characters of one to four
//! bytes.
//!
//! Nothing is measured before every level has written the same bytes as the standard library.

#![allow(clippy::expect_used, reason = "a bench may panic")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use stringops_booster::cpu::Level;
use stringops_booster::utf16::{self, SLACK};

/// A text that is repeated to the required length, and its name.
const TEXTS: [(&str, &str); 9] = [
    ("ascii", "The quick brown fox jumps over the lazy dog. "),
    ("latin, sparse", "Le cœur déçu mais l'âme plutôt naïve, Louÿs rêva de crapaüter en canoë au delà des îles. "),
    ("latin, dense", "éaèbàcüdöeßfñgçh"),
    ("cyrillic", "Съешь же ещё этих мягких французских булок, да выпей чаю. "),
    ("devanagari", "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश। "),
    ("cjk", "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"),
    ("cjk and ascii", "東京都の人口は約1400万人で、GDPは2020年に109兆円だった。"),
    ("emoji", "🦀🦞🦐🦑🐙🐚🪸🐠🐟🐡"),
    ("emoji and ascii", "Ship it 🚀 and then celebrate 🎉🎉 until the pager rings 📟. "),
];

/// In UTF-16 units.
const SIZES: [usize; 5] = [11, 127, 256, 4096, 1 << 20];

fn main() {
    for (name, text) in TEXTS {
        for size in SIZES {
            let (src, mut dst) = (units(text, size), room(size));
            let expected = String::from_utf16_lossy(&src);
            for level in Level::available() {
                let written = utf16::transcode_at(level, &src, &mut dst).expect("there is room");
                assert_eq!(&dst[..written], expected.as_bytes(), "{level:?}, {name}, {size} units");
                assert_eq!(utf16::utf8_len_at(level, &src), expected.len(), "{level:?}, {name}, {size} units");
            }
            let written = utf16::transcode(&src, &mut dst).expect("there is room");
            assert_eq!(&dst[..written], expected.as_bytes(), "{name}, {size} units");
        }
    }
    divan::main();
}

/// `size` units of `text`; the last one may be half a pair.
fn units(text: &str, size: usize) -> Vec<u16> {
    text.encode_utf16().cycle().take(size).collect()
}

/// A destination of the size that is fastest.
fn room(size: usize) -> Vec<u8> {
    vec![0; 3 * size + SLACK]
}

/// Every text in every size.
fn cases() -> impl Iterator<Item = String> {
    TEXTS.into_iter().flat_map(|(name, _)| SIZES.map(|size| format!("{name}, {size}")))
}

fn case(case: &str) -> Vec<u16> {
    let (name, size) = case.rsplit_once(", ").expect("made by `cases`");
    let (_, text) = TEXTS.into_iter().find(|text| text.0 == name).expect("made by `cases`");
    units(text, size.parse().expect("made by `cases`"))
}

/// What callers get: the module's own choice of level.
#[divan::bench(args = cases())]
fn transcode(bencher: Bencher<'_, '_>, name: &str) {
    let (src, mut dst) = (case(name), room(case(name).len()));
    bencher.counter(ItemsCount::new(src.len())).bench_local(|| utf16::transcode(black_box(&src), black_box(&mut dst)));
}

/// Each level on texts the length of a page.
#[divan::bench(args = levels())]
fn level(bencher: Bencher<'_, '_>, name: &str) {
    let (level, name) = name.split_once(": ").expect("made by `levels`");
    let level = Level::available().into_iter().find(|&known| known.name() == level).expect("made by `levels`");
    let (src, mut dst) = (case(name), room(case(name).len()));
    bencher
        .counter(ItemsCount::new(src.len()))
        .bench_local(|| utf16::transcode_at(level, black_box(&src), black_box(&mut dst)));
}

fn levels() -> impl Iterator<Item = String> {
    let names = TEXTS.map(|(name, _)| name);
    Level::available().into_iter().flat_map(move |level| names.map(|name| format!("{}: {name}, 4096", level.name())))
}

/// Only counting, which is the cost of exact sizes.
#[divan::bench(args = SIZES)]
fn utf8_len(bencher: Bencher<'_, '_>, size: usize) {
    let src = units(TEXTS[6].1, size);
    bencher.counter(ItemsCount::new(size)).bench_local(|| utf16::utf8_len(black_box(&src)));
}
