//! Stub.
/// Proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sse41(());
impl Sse41 {
    /// None yet.
    pub fn new() -> Option<Self> { None }
    pub(super) fn transcode(self, src: &[u16], dst: &mut [u8]) -> Option<usize> { super::scalar::transcode(src, dst) }
    pub(super) fn utf8_len(self, src: &[u16]) -> usize { super::scalar::utf8_len(src) }
    pub(super) fn is_ascii(self, src: &[u16]) -> bool { super::scalar::is_ascii(src) }
}
