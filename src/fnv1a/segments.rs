//! The segments that a block is cut into.

/// Segments of equal length, one after the other.
#[derive(Clone, Copy)]
pub struct Segments<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) length: usize,
}

impl<'a> Segments<'a> {
    /// `N` bytes of segment `lane`, from `start` on.
    #[inline(always)]
    #[expect(clippy::expect_used, reason = "as an index would: only a defect of this module gets here")]
    pub(super) fn at<const N: usize>(self, lane: usize, start: usize) -> &'a [u8; N] {
        let segment = &self.bytes[lane * self.length..][..self.length];
        segment[start..].first_chunk().expect("the group ends within the segment")
    }
}
