//! The level every target has: plain Rust, no intrinsics.
//!
//! Homogeneous blocks go through loops of fixed shape that LLVM turns into vector code where the target has
//! any (NEON included); everything else goes one character at a time. The other levels use [`finish`] for
//! whatever their wide stores have no room for.

use core::hint::select_unpredictable;

/// Units processed together.
const BLOCK: usize = 16;

/// U+FFFD, what a lone surrogate becomes.
const REPLACEMENT: u16 = 0xFFFD;

/// Writes `src` as UTF-8 to the start of `dst` and returns the number of bytes, or `None` if they do not fit.
pub(super) fn transcode(src: &[u16], dst: &mut [u8]) -> Option<usize> {
    finish(src, dst, 0)
}

/// Transcodes `rest` to `dst[written..]`. Returns the new number of written bytes; `None` if there is no
/// room.
pub(super) fn finish(mut rest: &[u16], dst: &mut [u8], mut written: usize) -> Option<usize> {
    while !rest.is_empty() {
        if let Some((block, after)) = rest.split_first_chunk::<BLOCK>()
            && let Some(bytes) = uniform_block(block, &mut dst[written..])
        {
            (rest, written) = (after, written + bytes);
            continue;
        }
        if let Some((block, after)) = rest.split_first_chunk::<BLOCK>()
            && let Some(room) = dst[written..].first_chunk_mut()
            && let Some(bytes) = mixed_block(block, room)
        {
            (rest, written) = (after, written + bytes);
            continue;
        }
        // Pairs, or the end of `dst`: a block's worth of units one by one, then try again.
        let left = rest.len().saturating_sub(BLOCK);
        while rest.len() > left {
            let (units, bytes) = character(rest, &mut dst[written..])?;
            (rest, written) = (&rest[units..], written + bytes);
        }
    }
    Some(written)
}

/// A block of characters that all take one, all two or all three bytes; `None` if it is not one or does not
/// fit.
#[inline]
fn uniform_block(block: &[u16; BLOCK], dst: &mut [u8]) -> Option<usize> {
    let any = block.iter().fold(0, |bits, &unit| bits | unit);
    if any < 0x80 {
        let out = dst.first_chunk_mut::<BLOCK>()?;
        for (byte, &unit) in out.iter_mut().zip(block) {
            *byte = unit as u8;
        }
        return Some(BLOCK);
    }
    if any < 0x800 {
        if block.iter().any(|&unit| unit < 0x80) {
            return None;
        }
        let out = dst.first_chunk_mut::<{ 2 * BLOCK }>()?;
        for (bytes, &unit) in out.as_chunks_mut::<2>().0.iter_mut().zip(block) {
            *bytes = two_bytes(unit);
        }
        return Some(2 * BLOCK);
    }
    if block.iter().any(|&unit| unit < 0x800 || is_surrogate(unit)) {
        return None;
    }
    let out = dst.first_chunk_mut::<{ 3 * BLOCK }>()?;
    for (bytes, &unit) in out.as_chunks_mut::<3>().0.iter_mut().zip(block) {
        *bytes = three_bytes(unit);
    }
    Some(3 * BLOCK)
}

/// A block without surrogates, `None` if it has one. Writes four bytes for each unit, however few count: no
/// branch depends on the text, which is what makes mixed text slow.
#[inline]
fn mixed_block(block: &[u16; BLOCK], room: &mut [u8; 3 * BLOCK + 1]) -> Option<usize> {
    if block.iter().fold(false, |any, &unit| any | is_surrogate(unit)) {
        return None;
    }
    let mut at = 0;
    for &unit in block {
        let [first, second] = two_bytes(unit & 0x7FF);
        let two = u32::from_le_bytes([first, second, 0, 0]);
        let [first, second, third] = three_bytes(unit);
        let three = u32::from_le_bytes([first, second, third, 0]);
        let bytes = select_unpredictable(unit < 0x80, u32::from(unit), select_unpredictable(unit < 0x800, two, three));
        *room.get_mut(at..)?.first_chunk_mut()? = bytes.to_le_bytes();
        at += 1 + usize::from(unit >= 0x80) + usize::from(unit >= 0x800);
    }
    Some(at)
}

/// The first character of a `src` that is not empty: units read and bytes written.
#[inline]
fn character(src: &[u16], dst: &mut [u8]) -> Option<(usize, usize)> {
    let unit = src[0];
    if unit < 0x80 {
        *dst.first_mut()? = unit as u8;
        return Some((1, 1));
    }
    if unit < 0x800 {
        *dst.first_chunk_mut()? = two_bytes(unit);
        return Some((1, 2));
    }
    if is_high(unit)
        && let Some(&low) = src.get(1)
        && is_low(low)
    {
        *dst.first_chunk_mut()? = four_bytes(unit, low);
        return Some((2, 4));
    }
    let unit = if is_surrogate(unit) { REPLACEMENT } else { unit };
    *dst.first_chunk_mut()? = three_bytes(unit);
    Some((1, 3))
}

#[inline]
fn is_surrogate(unit: u16) -> bool {
    unit & 0xF800 == 0xD800
}

#[inline]
fn is_high(unit: u16) -> bool {
    unit & 0xFC00 == 0xD800
}

#[inline]
fn is_low(unit: u16) -> bool {
    unit & 0xFC00 == 0xDC00
}

#[inline]
fn two_bytes(unit: u16) -> [u8; 2] {
    [0xC0 | (unit >> 6) as u8, 0x80 | (unit & 0x3F) as u8]
}

#[inline]
fn three_bytes(unit: u16) -> [u8; 3] {
    [0xE0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3F) as u8, 0x80 | (unit & 0x3F) as u8]
}

#[inline]
fn four_bytes(high: u16, low: u16) -> [u8; 4] {
    let scalar = 0x1_0000 + ((u32::from(high) & 0x3FF) << 10 | (u32::from(low) & 0x3FF));
    [
        0xF0 | (scalar >> 18) as u8,
        0x80 | (scalar >> 12 & 0x3F) as u8,
        0x80 | (scalar >> 6 & 0x3F) as u8,
        0x80 | (scalar & 0x3F) as u8,
    ]
}

/// The exact number of bytes [`transcode`] writes.
pub(super) fn utf8_len(src: &[u16]) -> usize {
    let (len, rest) = utf8_len_of_blocks(src);
    let mut len = len + rest.len();
    for (at, &unit) in rest.iter().enumerate() {
        len += usize::from(unit >= 0x80) + usize::from(unit >= 0x800);
        len -= 2 * usize::from(is_low(unit) && at > 0 && is_high(rest[at - 1]));
    }
    len
}

/// The length of the front of `src`, in whole blocks, and the rest: less than two blocks.
///
/// Each unit counts one, one more from 0x80, one more from 0x800; a pair is then counted as six bytes instead
/// of four. A pair across the end of the front is accounted for here, so `rest` can be counted by itself. The
/// inner loop is of the shape LLVM vectorises, so the other levels compile this same body for their own CPU
/// features.
#[inline(always)]
pub(super) fn utf8_len_of_blocks(src: &[u16]) -> (usize, &[u16]) {
    /// How many units a 16-bit counter can take: each adds at most two.
    const RUN: usize = 1 << 14;
    // At least one unit stays behind, so that each unit of the front has a successor.
    let (front, rest) = src.split_at(src.len().saturating_sub(1) / BLOCK * BLOCK);
    let successors = src.get(1..=front.len()).unwrap_or_default();
    let mut len = front.len();
    for (units, successors) in front.chunks(RUN).zip(successors.chunks(RUN)) {
        let (mut more, mut pairs) = (0_u16, 0_u16);
        for (&unit, &successor) in units.iter().zip(successors) {
            more += u16::from(unit >= 0x80) + u16::from(unit >= 0x800);
            pairs += u16::from(is_high(unit) & is_low(successor));
        }
        len += usize::from(more) - 2 * usize::from(pairs);
    }
    (len, rest)
}

/// Whether all units are below 0x80.
#[inline(always)]
pub(super) fn is_ascii(src: &[u16]) -> bool {
    match src.len() {
        64.. => blocks_are_ascii::<64>(src),
        8.. => blocks_are_ascii::<8>(src),
        _ => src.iter().fold(0, |bits, &unit| bits | unit) < 0x80,
    }
}

/// [`is_ascii`] of at least `N` units, the last block overlapping the one before.
#[inline(always)]
fn blocks_are_ascii<const N: usize>(src: &[u16]) -> bool {
    let (blocks, _) = src.as_chunks::<N>();
    let ascii = |block: &[u16; N]| block.iter().fold(0, |bits, &unit| bits | unit) < 0x80;
    blocks.iter().all(ascii) && src.last_chunk().is_none_or(ascii)
}
