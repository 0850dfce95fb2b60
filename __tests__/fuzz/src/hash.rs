//! FNV-1a: from any state, in parts, at any alignment, and of many texts at once.

use std::cell::RefCell;
use std::fmt::Debug;

use arbitrary::Arbitrary;
use stringops_booster::backend::wasmtime::engine_and_module;
use stringops_booster::backend::{Backend, INPUT_START, Input};
use stringops_booster::cpu::Level;
use stringops_booster::fnv1a;
use wasmtime::{Extern, Func, Instance, Memory, MemoryType, Store, TypedFunc};

use crate::backends::{self, PLACES};
use crate::oracle;
use crate::recipe::{Share, Text};

/// Longer texts are not hashed by the emulated vectors, which are slow.
const LONGEST_EMULATED: usize = 5_000;

/// The most texts into which one text is cut.
const MOST_TEXTS: usize = 1200;

#[derive(Arbitrary, Debug)]
pub struct Case<W> {
    pub state: W,
    pub offset: u8,
    pub split: Share,
    /// Lengths, used over and over, of the texts into which the text is cut for `hash_many`.
    pub cuts: [u8; 4],
    pub text: Text<u8>,
}

/// A width of the hash, and whatever computes it.
pub trait Width: Copy + PartialEq + Debug + Default + 'static {
    const OFFSET_BASIS: Self;

    fn oracle(bytes: &[u8], state: Self) -> Self;
    fn chosen(bytes: &[u8], state: Self) -> Self;
    fn at(level: Level, bytes: &[u8], state: Self) -> Self;
    fn many_at(level: Level, bytes: &[u8], ends: &[u32], hashes: &mut [Self]);
    #[cfg(target_arch = "x86_64")]
    fn emulated(bytes: &[u8], state: Self) -> [((usize, usize), Self); 9];
    fn backend(backend: &mut dyn Backend, input: Input<'_>, state: Self) -> Option<Self>;
    fn bare(bare: &mut Bare, place: (u32, u32), state: Self) -> wasmtime::Result<Self>;
}

macro_rules! width {
    ($width:ty, $basis:expr, $oracle:path, $backend:ident, $export:literal) => {
        impl Width for $width {
            const OFFSET_BASIS: Self = $basis;

            fn oracle(bytes: &[u8], state: Self) -> Self {
                $oracle(bytes, state)
            }

            fn chosen(bytes: &[u8], state: Self) -> Self {
                fnv1a::hash(bytes, state)
            }

            fn at(level: Level, bytes: &[u8], state: Self) -> Self {
                fnv1a::hash_at(level, bytes, state)
            }

            fn many_at(level: Level, bytes: &[u8], ends: &[u32], hashes: &mut [Self]) {
                fnv1a::hash_many_at(level, bytes, ends, hashes);
            }

            #[cfg(target_arch = "x86_64")]
            fn emulated(bytes: &[u8], state: Self) -> [((usize, usize), Self); 9] {
                crate::emulated::hashes(bytes, state)
            }

            fn backend(backend: &mut dyn Backend, input: Input<'_>, state: Self) -> Option<Self> {
                backend.$backend(input, state).ok()
            }

            fn bare(bare: &mut Bare, (ptr, len): (u32, u32), state: Self) -> wasmtime::Result<Self> {
                let hash: TypedFunc<(u32, u32, Self), Self> = bare.instance.get_typed_func(&mut bare.store, $export)?;
                hash.call(&mut bare.store, (ptr, len, state))
            }
        }
    };
}

width!(u32, fnv1a::OFFSET_BASIS, oracle::hash, hash, "fastHashFrom");
width!(u64, fnv1a::OFFSET_BASIS_64, oracle::hash64, hash64, "fastHash64From");

/// The module as used by a host that lends no scratch memory: it hashes serially then.
pub struct Bare {
    store: Store<()>,
    memory: Memory,
    instance: Instance,
}

impl Bare {
    fn new() -> wasmtime::Result<Self> {
        let (engine, module) = engine_and_module()?;
        let mut store = Store::new(&engine, ());
        let memory = Memory::new(&mut store, MemoryType::new(256, None))?;
        let log = Func::wrap(&mut store, |_: i32| {});
        let imports: Vec<Extern> =
            module.imports().map(|import| if import.name() == "memory" { memory.into() } else { log.into() }).collect();
        let instance = Instance::new(&mut store, &module, &imports)?;
        Ok(Self { store, memory, instance })
    }

    fn hash<W: Width>(&mut self, bytes: &[u8], at: usize, state: W) -> wasmtime::Result<W> {
        self.memory.write(&mut self.store, at, bytes)?;
        W::bare(self, (at as u32, bytes.len() as u32), state)
    }
}

thread_local! {
    static BARE: RefCell<Bare> = RefCell::new(Bare::new().unwrap_or_else(|error| panic!("{error:#}")));
}

pub fn check<W: Width>(case: &Case<W>) {
    let offset = usize::from(case.offset % 64);
    let text = backends::placed(&case.text.build(), offset);
    let (state, split) = (case.state, case.split.of(text.len()));
    let expected = W::oracle(&text, state);
    let (first, second) = text.split_at(split);
    let half_way = W::oracle(first, state);

    assert_eq!(W::chosen(&text, state), expected, "fnv1a::hash");
    for level in Level::available() {
        let name = level.name();
        assert_eq!(W::at(level, &text, state), expected, "{name}");
        assert_eq!(W::at(level, first, state), half_way, "{name}, first part");
        assert_eq!(W::at(level, second, half_way), expected, "{name}, second part");
    }
    #[cfg(target_arch = "x86_64")]
    if text.len() <= LONGEST_EMULATED {
        for (lanes, hash) in W::emulated(&text, state) {
            assert_eq!(hash, expected, "emulated, (registers, lanes of each) {lanes:?}");
        }
    }
    BARE.with_borrow_mut(|bare| {
        let at = INPUT_START + offset;
        assert_eq!(bare.hash(&text, at, state).ok(), Some(expected), "the module without scratch");
    });

    backends::each(|kind, backend| {
        for place in PLACES {
            let places = [place; 2];
            let [input, _] = backends::inputs(backend, [&text, &text], places, [offset, 0]);
            assert_eq!(W::backend(backend, input, state), Some(expected), "{kind:?} {place:?}");
        }
        // In parts: the first from the block, the second from the host, and the other way round.
        let range = backends::put(backend, &text, INPUT_START + offset);
        let middle = range.start + split;
        let mut hash = |input, state| W::backend(backend, input, state);
        assert_eq!(hash(Input::Block(range.start..middle), state), Some(half_way), "{kind:?}");
        assert_eq!(hash(Input::Block(middle..range.end), half_way), Some(expected), "{kind:?}");
        assert_eq!(hash(Input::Host(first), state), Some(half_way), "{kind:?}");
        assert_eq!(hash(Input::Host(second), half_way), Some(expected), "{kind:?}");
        // At the very end of memory.
        let end = backend.size();
        let start = end - text.len();
        backend.block()[start..].copy_from_slice(&text);
        assert_eq!(W::backend(backend, Input::Block(start..end), state), Some(expected), "{kind:?}, at the end");
    });
    check_many::<W>(&text, case.cuts);
}

/// The first wrong hash, for a readable report.
fn first_wrong<W: Width>(hashes: &[W], expected: &[W]) -> Option<(usize, W, W)> {
    assert_eq!(hashes.len(), expected.len());
    let at = (0..hashes.len()).find(|at| hashes[*at] != expected[*at])?;
    Some((at, hashes[at], expected[at]))
}

/// The text, cut into many.
fn check_many<W: Width>(text: &[u8], cuts: [u8; 4]) {
    let mut ends = Vec::new();
    let (mut end, mut expected) = (0, Vec::new());
    for cut in cuts.into_iter().cycle().take(MOST_TEXTS) {
        // All cuts may be 0, in which case the number of texts ends it.
        let start = end;
        end = text.len().min(start + usize::from(cut));
        ends.push(end as u32);
        expected.push(W::oracle(&text[start..end], W::OFFSET_BASIS));
        if end == text.len() {
            break;
        }
    }
    let mut hashes = vec![W::default(); ends.len()];
    for level in Level::available() {
        hashes.fill(W::default());
        W::many_at(level, text, &ends, &mut hashes);
        assert_eq!(first_wrong(&hashes, &expected), None, "{}, many: (text, hash, expected)", level.name());
    }
}
