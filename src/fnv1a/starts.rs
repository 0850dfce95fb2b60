//! Two bits of the low byte at the start of every segment, from one run of every segment.

/// A bit for every lane, lane 0 lowest; the words beyond the number of lanes stay 0.
pub(super) type Mask = [u64; 4];

/// Bits `j` and `j + 1` of the hash at the start of every segment.
///
/// `end` holds bits `j` and `j + 1` of the hash at the end of every segment when it starts with the true bits below `j`
/// and zeros from `j` on; `odd` says in which segments 1 more in bit `j` at the start is 1 less in bits `j` and `j + 1`
/// at the end; `state` holds the two bits at the start of the first segment, `j` lowest.
///
/// Bit `j` of the start enters bit `j` of the end by exclusive or, and bit `j + 1` as well, with a carry from bit `j`
/// that depends on `end[0]` and `odd` only (see [`lanes`](super::lanes)). The end of a segment is the start of the next
/// one, hence the starts are prefix sums over the lanes, of single bits without carry.
#[inline(always)]
pub(super) fn solve<const LANES: usize>(end: [Mask; 2], odd: Mask, state: u32) -> [Mask; 2] {
    let low = exclusive_prefix_xor::<LANES>(end[0], state & 1);
    let mut step = end[1];
    for word in 0..LANES.div_ceil(64) {
        step[word] ^= low[word] & (end[0][word] ^ odd[word]);
    }
    [low, exclusive_prefix_xor::<LANES>(step, state >> 1 & 1)]
}

/// Exclusive or of `first` and of all the lanes below, for every lane.
#[inline(always)]
fn exclusive_prefix_xor<const LANES: usize>(mask: Mask, first: u32) -> Mask {
    let mut prefix = [0; 4];
    let mut carry = u64::from(first).wrapping_neg();
    for word in 0..LANES.div_ceil(64) {
        let mut inclusive = mask[word];
        let mut distance = 1;
        while distance < LANES && distance < 64 {
            inclusive ^= inclusive << distance;
            distance *= 2;
        }
        prefix[word] = (inclusive << 1) ^ carry;
        carry ^= (inclusive >> 63).wrapping_neg();
    }
    prefix
}
