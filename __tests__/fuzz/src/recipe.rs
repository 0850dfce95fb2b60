//! How libFuzzer's bytes become inputs: short descriptions of texts, read with `arbitrary`.
//!
//! Everything is read from the front, in an order that [`Text::write`] can invert, so that rows of the corpus and
//! findings can be written as recipes too. A text is a few pieces and a few changed elements: that makes periodic and
//! near-periodic texts, rare bytes, lengths around the edges of blocks, and 300 KB from ten bytes.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Result, Unstructured};

/// The most elements of a text: more than two of the windows (8 KiB and 256 KiB) through which `wasmtime` reads bytes.
pub const MOST: usize = 300_000;

/// The most pieces of a text.
const MOST_PIECES: usize = 8;

/// The most elements changed once the pieces are joined.
const MOST_EDITS: usize = 4;

/// An element of a text: a byte, or a UTF-16 unit.
pub trait Symbol: Copy + Debug + Eq + 'static {
    fn read(u: &mut Unstructured<'_>) -> Result<Self>;
    fn write(self, out: &mut Vec<u8>);
    fn xor(self, other: Self) -> Self;
    fn nth(start: Self, step: u8, at: usize) -> Self;
    /// Some symbols of the kind given by `class`; surrogate pairs stay together.
    fn push_random(class: u8, random: &mut Random, out: &mut Vec<Self>);
}

/// xorshift64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u32) -> Self {
        Self(u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) % u64::from(limit)) as u32
    }
}

impl Symbol for u8 {
    fn read(u: &mut Unstructured<'_>) -> Result<Self> {
        u.arbitrary()
    }

    fn write(self, out: &mut Vec<u8>) {
        out.push(self);
    }

    fn xor(self, other: Self) -> Self {
        self ^ other
    }

    fn nth(start: Self, step: u8, at: usize) -> Self {
        start.wrapping_add(step.wrapping_mul(at as u8))
    }

    fn push_random(class: u8, random: &mut Random, out: &mut Vec<Self>) {
        let byte = match class % 6 {
            0 => random.below(256) as u8,
            1 => b'a' + random.below(2) as u8,
            2 => b"etaoin shrdlu"[random.below(13) as usize],
            3 => [0x00, 0x7f, 0x80, 0xff][random.below(4) as usize],
            4 => 1 << random.below(8),
            _ => {
                let c = ['a', 'é', '語', '🦀'][random.below(4) as usize];
                return out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        };
        out.push(byte);
    }
}

/// Units at which something changes: widths, kinds of surrogates, ends of the plane.
const UNIT_EDGES: [u16; 18] = [
    0, 0x41, 0x7F, 0x80, 0xE9, 0xFF, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFC, 0xFFFD,
    0xFFFE, 0xFFFF,
];

impl Symbol for u16 {
    fn read(u: &mut Unstructured<'_>) -> Result<Self> {
        u.arbitrary()
    }

    fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }

    fn xor(self, other: Self) -> Self {
        self ^ other
    }

    fn nth(start: Self, step: u8, at: usize) -> Self {
        start.wrapping_add(u16::from(step).wrapping_mul(at as u16))
    }

    fn push_random(class: u8, random: &mut Random, out: &mut Vec<Self>) {
        let pair = |random: &mut Random| [0xD800 + random.below(0x400) as u16, 0xDC00 + random.below(0x400) as u16];
        let kind = match class % 10 {
            // All mixed, and mixed without halves of pairs.
            8 => random.below(8) as u8,
            9 => random.below(4) as u8,
            kind => kind,
        };
        let unit = match kind {
            0 => random.below(0x80),
            1 => 0x80 + random.below(0x780),
            2 => 0x800 + random.below(0xD000),
            3 => return out.extend(pair(random)),
            4 => 0xD800 + random.below(0x400),
            5 => 0xDC00 + random.below(0x400),
            6 => u32::from(UNIT_EDGES[random.below(18) as usize]),
            _ => random.below(0x1_0000),
        };
        out.push(unit as u16);
    }
}

/// A number that is mostly small: one byte up to 223, otherwise two bytes more, rarely three. Long inputs take as long
/// as thousands of short ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub usize);

/// Tags of longer numbers: of 12 and 24 bits; any other tag not below the first means 16 bits.
const BITS_12: std::ops::Range<u8> = 0xE0..0xF8;
const BITS_24: u8 = 0xFB;

impl Arbitrary<'_> for Count {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let tag = u.arbitrary::<u8>()?;
        Ok(Self(match tag {
            small if small < BITS_12.start => small.into(),
            BITS_24 => usize::from(u.arbitrary::<u8>()?) | usize::from(u.arbitrary::<u16>()?) << 8,
            tag if BITS_12.contains(&tag) => (u.arbitrary::<u16>()? & 0xFFF).into(),
            _ => u.arbitrary::<u16>()?.into(),
        }))
    }
}

impl Count {
    /// The bytes it is read from.
    pub fn write(self, out: &mut Vec<u8>) {
        if self.0 < BITS_12.start.into() {
            out.push(self.0 as u8);
        } else {
            out.push(BITS_24);
            out.extend_from_slice(&(self.0 as u32).to_le_bytes()[..3]);
        }
    }
}

/// A place in a text of any length, in 65536ths of it.
#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(pub u16);

impl Share {
    /// A place from 0 to `len`, `len` itself included.
    pub fn of(self, len: usize) -> usize {
        (usize::from(self.0) * (len + 1)) >> 16
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<T> {
    Raw(Vec<T>),
    /// A unit, repeated that many times.
    Repeat(Vec<T>, Count),
    /// A unit, repeated until the text's length is at an edge: `count << log2` and a little more or less.
    Edge {
        unit: Vec<T>,
        log2: u8,
        count: u8,
        delta: i8,
    },
    Random {
        seed: u16,
        class: u8,
        len: Count,
    },
    /// One symbol repeated, with another one among them.
    Rare {
        filler: T,
        rare: T,
        len: Count,
        at: Share,
    },
    /// A part of what is already there, repeated.
    Again {
        from: Share,
        len: Count,
    },
    Rising {
        start: T,
        step: u8,
        len: Count,
    },
}

fn symbols<T: Symbol>(u: &mut Unstructured<'_>) -> Result<Vec<T>> {
    let Count(len) = u.arbitrary()?;
    let mut symbols = Vec::new();
    // The input may end earlier, and then so does the text.
    while symbols.len() < len && !u.is_empty() {
        symbols.push(T::read(u)?);
    }
    Ok(symbols)
}

impl<T: Symbol> Arbitrary<'_> for Piece<T> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.arbitrary::<u8>()? % 7 {
            0 => Self::Raw(symbols(u)?),
            1 => Self::Repeat(symbols(u)?, u.arbitrary()?),
            2 => Self::Edge {
                unit: symbols(u)?,
                // 16 to 1024, rarely up to 65536.
                log2: match u.arbitrary::<u8>()? {
                    seldom @ 0xF0.. => 11 + seldom % 6,
                    often => 4 + often % 7,
                },
                count: u.arbitrary::<u8>()? % 33,
                delta: u.arbitrary::<i8>()? % 3,
            },
            3 => Self::Random { seed: u.arbitrary()?, class: u.arbitrary()?, len: u.arbitrary()? },
            4 => Self::Rare { filler: T::read(u)?, rare: T::read(u)?, len: u.arbitrary()?, at: u.arbitrary()? },
            5 => Self::Again { from: u.arbitrary()?, len: u.arbitrary()? },
            _ => Self::Rising { start: T::read(u)?, step: u.arbitrary()?, len: u.arbitrary()? },
        })
    }
}

impl<T: Symbol> Piece<T> {
    fn lay(&self, out: &mut Vec<T>) {
        let room = MOST - out.len().min(MOST);
        let cycle = |unit: &[T], len: usize, out: &mut Vec<T>| {
            out.extend(unit.iter().copied().cycle().take(len.min(room)));
        };
        match self {
            Self::Raw(symbols) => cycle(symbols, symbols.len(), out),
            Self::Repeat(unit, Count(times)) => cycle(unit, unit.len().saturating_mul(*times), out),
            Self::Edge { unit, log2, count, delta } => {
                let edge = (usize::from(*count) << log2).saturating_add_signed((*delta).into());
                cycle(unit, edge.saturating_sub(out.len()), out);
            }
            Self::Random { seed, class, len: Count(len) } => {
                let mut random = Random::new((*seed).into());
                let end = out.len() + (*len).min(room);
                while out.len() < end {
                    T::push_random(*class, &mut random, out);
                }
                out.truncate(end);
            }
            Self::Rare { filler, rare, len: Count(len), at } => {
                let (start, len) = (out.len(), (*len).min(room));
                out.extend(std::iter::repeat_n(*filler, len));
                if len > 0 {
                    out[start + at.of(len - 1)] = *rare;
                }
            }
            Self::Again { from, len: Count(len) } => {
                let from = from.of(out.len());
                let part = out[from..(from + len).min(out.len())].to_vec();
                cycle(&part, *len, out);
            }
            Self::Rising { start, step, len: Count(len) } => {
                out.extend((0..(*len).min(room)).map(|at| T::nth(*start, *step, at)));
            }
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let symbols = |symbols: &[T], out: &mut Vec<u8>| {
            Count(symbols.len()).write(out);
            symbols.iter().for_each(|symbol| symbol.write(out));
        };
        match self {
            Self::Raw(raw) => {
                out.push(0);
                symbols(raw, out);
            }
            Self::Repeat(unit, times) => {
                out.push(1);
                symbols(unit, out);
                times.write(out);
            }
            other => panic!("seeds are made of raw and repeated pieces, not of {other:?}"),
        }
    }
}

/// A text, as pieces one after the other, with some symbols changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<T> {
    pub pieces: Vec<Piece<T>>,
    pub edits: Vec<(Share, T)>,
}

impl<T: Symbol> Arbitrary<'_> for Text<T> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let count = u.arbitrary::<u8>()? as usize % (MOST_PIECES + 1);
        let mut pieces = Vec::with_capacity(count);
        while pieces.len() < count && !u.is_empty() {
            pieces.push(u.arbitrary()?);
        }
        let edits = u.arbitrary::<u8>()? as usize % (MOST_EDITS + 1);
        let edits = (0..edits).map(|_| Ok((u.arbitrary()?, T::read(u)?))).collect::<Result<_>>()?;
        Ok(Self { pieces, edits })
    }
}

impl<T: Symbol> Text<T> {
    /// The text itself.
    pub fn build(&self) -> Vec<T> {
        let mut out = Vec::new();
        self.pieces.iter().for_each(|piece| piece.lay(&mut out));
        for (at, change) in &self.edits {
            if let Some(last) = out.len().checked_sub(1) {
                let at = at.of(last);
                out[at] = out[at].xor(*change);
            }
        }
        out
    }

    /// The bytes this is read from. Only for raw and repeated pieces, which is what seeds have.
    pub fn write(&self, out: &mut Vec<u8>) {
        assert!(self.pieces.len() <= MOST_PIECES && self.edits.is_empty(), "a seed's text");
        out.push(self.pieces.len() as u8);
        self.pieces.iter().for_each(|piece| piece.write(out));
        out.push(0);
    }
}
