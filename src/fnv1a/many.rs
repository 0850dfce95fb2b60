//! FNV-1a of many short strings at once: one string a lane.
//!
//! Unlike one string in many lanes, this needs no algebra: strings are independent. They are processed in order of
//! length, so that the lanes of a group end at about the same step. The loops are plain Rust that the compiler turns
//! into vectors; the functions with a target feature only say which.

use super::serial::{self, Width};
use crate::cpu::Level;

/// Strings hashed side by side: enough chains to hide the latency of the multiplication.
const LANES: usize = 32;

/// How many strings are sorted by length at a time; their keys are on the stack.
const SORTED: usize = 512;

/// How many bytes of a string are processed at a time.
const STEP: usize = 16;

/// Words of [`STEP`] bytes.
const WORDS: usize = STEP / 4;

/// Fewer strings than this are hashed one by one.
const FEWEST: usize = 4;

/// Hashes text `i`, which is `bytes[ends[i - 1]..ends[i]]`, into `hashes[i]`. Texts past the last byte or
/// with an end before their start count as empty.
pub(super) fn hash<W: Width>(level: Level, bytes: &[u8], ends: &[u32], hashes: &mut [W]) {
    match level {
        Level::Serial => hash_sorted(bytes, ends, hashes),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the value proves that the CPU has SSE4.1.
        Level::Sse41(_) => unsafe { hash_sse41(bytes, ends, hashes) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the value proves that the CPU has AVX2.
        Level::Avx2(_) => unsafe { hash_avx2(bytes, ends, hashes) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the value proves that the CPU has AVX-512 F, BW, DQ and VL, which include AVX2.
        Level::Avx512(_) => unsafe { hash_avx512(bytes, ends, hashes) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse4.1")]
fn hash_sse41<W: Width>(bytes: &[u8], ends: &[u32], hashes: &mut [W]) {
    hash_sorted(bytes, ends, hashes);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn hash_avx2<W: Width>(bytes: &[u8], ends: &[u32], hashes: &mut [W]) {
    hash_sorted(bytes, ends, hashes);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn hash_avx512<W: Width>(bytes: &[u8], ends: &[u32], hashes: &mut [W]) {
    hash_sorted(bytes, ends, hashes);
}

#[inline(always)]
fn hash_sorted<W: Width>(bytes: &[u8], ends: &[u32], hashes: &mut [W]) {
    let mut start = 0;
    for (ends, hashes) in ends.chunks(SORTED).zip(hashes.chunks_mut(SORTED)) {
        // Length in the upper half, number in the lower: already sorted if all lengths are the same, which costs one
        // pass.
        let mut keys = [0_u64; SORTED];
        let mut starts = [0_u32; SORTED];
        let keys = &mut keys[..ends.len().min(hashes.len())];
        for (index, key) in keys.iter_mut().enumerate() {
            starts[index] = start;
            let end = ends[index];
            let len = if end as usize <= bytes.len() { end.saturating_sub(start) } else { 0 };
            *key = u64::from(len) << 32 | index as u64;
            start = end;
        }
        keys.sort_unstable();
        for group in keys.chunks(LANES) {
            if group.len() < FEWEST {
                for key in group {
                    let index = *key as u32 as usize;
                    hashes[index] = serial::hash(text(bytes, starts[index], *key), W::OFFSET_BASIS);
                }
                continue;
            }
            let mut texts = [&[][..]; LANES];
            for (lane, key) in group.iter().enumerate() {
                texts[lane] = text(bytes, starts[*key as u32 as usize], *key);
            }
            let group_hashes = hash_group(&texts, group.len());
            for (key, hash) in group.iter().zip(group_hashes) {
                hashes[*key as u32 as usize] = hash;
            }
        }
    }
}

/// The text that begins at `start` and whose length is in the upper half of `key`.
#[inline(always)]
fn text(bytes: &[u8], start: u32, key: u64) -> &[u8] {
    let start = start as usize;
    bytes.get(start..start + (key >> 32) as usize).unwrap_or_default()
}

/// Hashes of `texts`, of which the first `count` are sorted by length and the others empty.
#[inline(always)]
fn hash_group<W: Width>(texts: &[&[u8]; LANES], count: usize) -> [W; LANES] {
    let (shortest, longest) = (texts[0].len(), texts[count - 1].len());
    // Lanes without a text do not count as short ones, since what they compute is discarded.
    let mut states = [W::OFFSET_BASIS; LANES];
    let mut done = 0;
    while done + STEP <= shortest {
        let words = load(texts, done);
        for words in &words {
            for byte in 0..4 {
                for lane in 0..LANES {
                    states[lane] = states[lane].step((words[lane] >> (8 * byte)) as u8);
                }
            }
        }
        done += STEP;
    }
    let mut lens = [0_u32; LANES];
    for (len, text) in lens.iter_mut().zip(texts) {
        *len = text.len() as u32;
    }
    while done < longest {
        let words = load(texts, done);
        for (word, words) in words.iter().enumerate() {
            let at = done + 4 * word;
            if at >= longest {
                break;
            }
            for byte in 0..4 {
                let at = (at + byte) as u32;
                for lane in 0..LANES {
                    let next = states[lane].step((words[lane] >> (8 * byte)) as u8);
                    states[lane] = if at < lens[lane] { next } else { states[lane] };
                }
            }
        }
        done += STEP;
    }
    states
}

/// Bytes `from .. from + STEP` of every text as little-endian words, zeros after its end.
#[inline(always)]
fn load(texts: &[&[u8]; LANES], from: usize) -> [[u32; LANES]; WORDS] {
    let mut words = [[0; LANES]; WORDS];
    for lane in 0..LANES {
        let bytes: [u8; STEP] = match texts[lane].get(from..) {
            None => [0; STEP],
            Some(rest) => match rest.first_chunk() {
                Some(bytes) => *bytes,
                None => {
                    let mut bytes = [0; STEP];
                    bytes[..rest.len()].copy_from_slice(rest);
                    bytes
                }
            },
        };
        for (words, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            words[lane] = u32::from_le_bytes(*bytes);
        }
    }
    words
}
