//! Two bits of the low byte at the start of every segment, from one run of every segment.

/// A bit for every lane, lane 0 lowest; the words beyond the number of lanes stay 0.
pub(super) type Mask = [u64; 4];

/// Bits `j` and `j + 1` of the hash at the start of each of `lanes` segments, bit `j` first.
///
/// `end` holds these bits at the end of every segment, for a run from the true bits below `j` and zeros from `j` on;
/// `minus` tells in which segments `2^j` more at the start is `2^j` less at the end (the lemma of
/// [`lanes`](super::lanes)); `state` holds the two bits at the start of the first segment, `j` lowest.
///
/// With bit `j` of the start set, bit `j` of the end flips, and bit `j + 1` flips if the difference carries or
/// borrows: `end[0] ^ minus`. With bit `j + 1` of the start set, bit `j + 1` of the end flips. The end of a segment
/// is the start of the next one, hence both bits are exclusive or over all the lanes before.
#[inline(always)]
pub(super) fn solve(lanes: usize, end: [Mask; 2], minus: Mask, state: u32) -> [Mask; 2] {
    let low = exclusive_prefix_xor(lanes, end[0], state & 1);
    let mut step = end[1];
    for word in 0..lanes.div_ceil(64) {
        step[word] ^= low[word] & (end[0][word] ^ minus[word]);
    }
    [low, exclusive_prefix_xor(lanes, step, state >> 1 & 1)]
}

/// Exclusive or of `first` and of all the lanes below, for every lane.
#[inline(always)]
fn exclusive_prefix_xor(lanes: usize, mask: Mask, first: u32) -> Mask {
    let mut prefix = [0; 4];
    let mut carry = sign_mask(u64::from(first) << 63);
    for word in 0..lanes.div_ceil(64) {
        let mut inclusive = mask[word];
        let mut distance = 1;
        while distance < lanes && distance < 64 {
            inclusive ^= inclusive << distance;
            distance *= 2;
        }
        prefix[word] = (inclusive << 1) ^ carry;
        carry ^= sign_mask(inclusive);
    }
    prefix
}

/// All ones if the top bit is set, else 0.
#[inline(always)]
fn sign_mask(word: u64) -> u64 {
    (word.cast_signed() >> 63).cast_unsigned()
}
