//! The level every target has: plain Rust, no intrinsics.
//!
//! Homogeneous blocks go through loops of fixed shape that LLVM turns into vector code where the target has any (NEON
//! included); everything else goes one character at a time. The other levels use [`finish`] for whatever their wide stores
//! have no room for.

/// Units looked at together.
const BLOCK: usize = 16;

/// U+FFFD, what a lone surrogate becomes.
const REPLACEMENT: u16 = 0xFFFD;

/// Writes `src` as UTF-8 to the start of `dst` and returns the number of bytes, or `None` if they do not fit.
pub(super) fn transcode(src: &[u16], dst: &mut [u8]) -> Option<usize> {
    finish(src, 0, dst, 0)
}

/// Transcodes `src[from..]` to `dst[written..]` and returns the new number of written bytes.
///
/// `src[from - 1]` must not be the high half of a pair: it has been written already.
pub(super) fn finish(src: &[u16], mut from: usize, dst: &mut [u8], mut written: usize) -> Option<usize> {
    while from < src.len() {
        if let Some(block) = src[from..].first_chunk::<BLOCK>()
            && let Some(bytes) = uniform_block(block, &mut dst[written..])
        {
            from += BLOCK;
            written += bytes;
            continue;
        }
        // Not uniform: a block's worth of units one by one, then look again.
        let stop = src.len().min(from + BLOCK);
        while from < stop {
            let (units, bytes) = character(&src[from..], &mut dst[written..])?;
            from += units;
            written += bytes;
        }
    }
    Some(written)
}

/// A block of characters that all take one, all two or all three bytes; `None` if it is not one or does not fit.
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
///
/// Every unit counts one, one more from 0x80, one more from 0x800; a pair was then counted as six bytes instead of four.
/// The loop is of the shape LLVM vectorises, so the levels compile this same body for their own CPU features.
#[inline(always)]
pub(super) fn utf8_len(src: &[u16]) -> usize {
    /// What one 16-bit counter holds: a unit and its successor add at most two.
    const RUN: usize = 1 << 14;
    let mut total = src.len();
    let followed = src.len().saturating_sub(1);
    let (firsts, seconds) = (&src[..followed], &src[src.len() - followed..]);
    for (firsts, seconds) in firsts.chunks(RUN).zip(seconds.chunks(RUN)) {
        let (mut more, mut pairs) = (0_u16, 0_u16);
        for (&first, &second) in firsts.iter().zip(seconds) {
            more += u16::from(first >= 0x80) + u16::from(first >= 0x800);
            pairs += u16::from(is_high(first) & is_low(second));
        }
        total += usize::from(more) - 2 * usize::from(pairs);
    }
    if let Some(&last) = src.last() {
        total += usize::from(last >= 0x80) + usize::from(last >= 0x800);
    }
    total
}

/// Whether all units are below 0x80.
#[inline(always)]
pub(super) fn is_ascii(src: &[u16]) -> bool {
    let (blocks, rest) = src.as_chunks::<64>();
    blocks.iter().all(|block| block.iter().fold(0, |bits, &unit| bits | unit) < 0x80)
        && rest.iter().fold(0, |bits, &unit| bits | unit) < 0x80
}
