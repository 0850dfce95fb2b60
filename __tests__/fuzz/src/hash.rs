//! FNV-1a: from any state, in parts, at any alignment, and of many texts at once.

use std::cell::RefCell;

use arbitrary::Arbitrary;
use stringops_booster::backend::wasmtime::engine_and_module;
use stringops_booster::backend::{INPUT_START, Input};
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
pub struct Case {
    pub state: u32,
    pub offset: u8,
    pub split: Share,
    /// Lengths, used over and over, of the texts into which the text is cut for `hash_many`.
    pub cuts: [u8; 4],
    pub text: Text<u8>,
}

/// The module as used by a host that lends no scratch memory: it hashes serially then.
struct Bare {
    store: Store<()>,
    memory: Memory,
    hash: TypedFunc<(u32, u32, u32), u32>,
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
        let hash = instance.get_typed_func(&mut store, "fastHashFrom")?;
        Ok(Self { store, memory, hash })
    }

    fn hash(&mut self, bytes: &[u8], at: usize, state: u32) -> wasmtime::Result<u32> {
        self.memory.write(&mut self.store, at, bytes)?;
        self.hash.call(&mut self.store, (at as u32, bytes.len() as u32, state))
    }
}

thread_local! {
    static BARE: RefCell<Bare> = RefCell::new(Bare::new().unwrap_or_else(|error| panic!("{error:#}")));
}

pub fn check(case: &Case) {
    let offset = usize::from(case.offset % 64);
    let text = backends::placed(&case.text.build(), offset);
    let (state, split) = (case.state, case.split.of(text.len()));
    let expected = oracle::hash(&text, state);
    let (first, second) = text.split_at(split);
    let half_way = oracle::hash(first, state);

    assert_eq!(fnv1a::hash(&text, state), expected, "fnv1a::hash");
    for level in Level::available() {
        let name = level.name();
        assert_eq!(fnv1a::hash_at(level, &text, state), expected, "{name}");
        assert_eq!(fnv1a::hash_at(level, first, state), half_way, "{name}, first part");
        assert_eq!(fnv1a::hash_at(level, second, half_way), expected, "{name}, second part");
    }
    #[cfg(target_arch = "x86_64")]
    if text.len() <= LONGEST_EMULATED {
        for (lanes, hash) in crate::emulated::hashes(&text, state) {
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
            assert_eq!(backend.hash(input, state).ok(), Some(expected), "{kind:?} {place:?}");
        }
        // In parts: the first from the block, the second from the host, and the other way round.
        let range = backends::put(backend, &text, INPUT_START + offset);
        let middle = range.start + split;
        assert_eq!(backend.hash(Input::Block(range.start..middle), state).ok(), Some(half_way), "{kind:?}");
        assert_eq!(backend.hash(Input::Block(middle..range.end), half_way).ok(), Some(expected), "{kind:?}");
        assert_eq!(backend.hash(Input::Host(first), state).ok(), Some(half_way), "{kind:?}");
        assert_eq!(backend.hash(Input::Host(second), half_way).ok(), Some(expected), "{kind:?}");
        // At the very end of memory.
        let end = backend.size();
        let start = end - text.len();
        backend.block()[start..].copy_from_slice(&text);
        assert_eq!(backend.hash(Input::Block(start..end), state).ok(), Some(expected), "{kind:?}, at the end");
    });
    check_many(&text, case.cuts);
}

/// The first wrong hash, for a readable report.
fn first_wrong(hashes: &[u32], expected: &[u32]) -> Option<(usize, u32, u32)> {
    assert_eq!(hashes.len(), expected.len());
    let at = (0..hashes.len()).find(|at| hashes[*at] != expected[*at])?;
    Some((at, hashes[at], expected[at]))
}

/// The text, cut into many.
fn check_many(text: &[u8], cuts: [u8; 4]) {
    let mut ends = Vec::new();
    let (mut end, mut expected) = (0, Vec::new());
    for cut in cuts.into_iter().cycle().take(MOST_TEXTS) {
        // All cuts may be 0, in which case the number of texts ends it.
        let start = end;
        end = text.len().min(start + usize::from(cut));
        ends.push(end as u32);
        expected.push(oracle::hash(&text[start..end], fnv1a::OFFSET_BASIS));
        if end == text.len() {
            break;
        }
    }
    let mut hashes = vec![0; ends.len()];
    for level in Level::available() {
        hashes.fill(0);
        fnv1a::hash_many_at(level, text, &ends, &mut hashes);
        assert_eq!(first_wrong(&hashes, &expected), None, "{}, many: (text, hash, expected)", level.name());
    }
}
