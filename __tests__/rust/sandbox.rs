//! Traps, lies and endless loops of a module, in the engine and under the settings of the addon: the process, the store
//! and the instance survive, and answer as before.
//!
//! `__tests__/rust/sandbox/hostile.wat` goes wrong on demand; `build.rs` compiles it as it compiles `stringOps.wat`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::support::corpus::{CompareRow, HashRow, SearchRow, rows};
use crate::support::{LIMITS, PLACES, compare, hash, oracle, search};
use stringops_booster::backend::wasmtime::{WasmtimeBackend, engine_and_module};
use stringops_booster::backend::{Backend, Error, INPUT_START, Input, Kind, Limits, PAGE};
use stringops_booster::engine_config::engine_config;
use wasmtime::{Engine, Extern, Func, Instance, Memory, MemoryType, Module, Store, Trap, TypedFunc};

static HOSTILE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hostile.cwasm"));
static HOSTILE_WITH_EPOCHS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hostile.epochs.cwasm"));

/// What `debugLog` of the hostile module provokes, and the trap that must end it.
const TRAPS: [(i32, Trap); 15] = [
    (1, Trap::UnreachableCodeReached),
    (2, Trap::MemoryOutOfBounds),
    (3, Trap::MemoryOutOfBounds),
    (4, Trap::MemoryOutOfBounds),
    (5, Trap::MemoryOutOfBounds),
    (6, Trap::IntegerDivisionByZero),
    (7, Trap::StackOverflow),
    (8, Trap::IntegerOverflow),
    (9, Trap::IntegerOverflow),
    (10, Trap::IndirectCallToNull),
    (11, Trap::BadSignature),
    (12, Trap::TableOutOfBounds),
    (13, Trap::MemoryOutOfBounds),
    (14, Trap::MemoryOutOfBounds),
    (15, Trap::UnreachableCodeReached),
];
const MANY_LOGS: i32 = 16;
const GROW: i32 = 17;
const ENDLESS: i32 = 18;
const LIE: i32 = 100;

fn load(engine: &Engine, artifact: &[u8]) -> wasmtime::Result<Module> {
    // SAFETY: the artifact was made by this build's `build.rs` and is part of this binary.
    unsafe { Module::deserialize(engine, artifact) }
}

/// The module in the addon's own engine.
fn hostile() -> Module {
    load(&engine_and_module().unwrap().0, HOSTILE).unwrap()
}

/// An instance of any module with the ABI, called without any of the backend's checks.
struct Raw {
    store: Store<u32>,
    memory: Memory,
    debug_log: TypedFunc<i32, ()>,
    hash_from: TypedFunc<(u32, u32, u32), u32>,
    hash_64_from: TypedFunc<(u32, u32, u64), u64>,
    compare: TypedFunc<(u32, u32, u32, u32), i32>,
    search: TypedFunc<(u32, u32, u32, u32), i32>,
}

impl Raw {
    fn new(module: &Module, pages: u32) -> Self {
        let mut store = Store::new(module.engine(), 0);
        // Irrelevant unless the engine interrupts.
        store.set_epoch_deadline(u64::MAX / 2);
        let memory = Memory::new(&mut store, MemoryType::new(pages, None)).unwrap();
        let log = Func::wrap(&mut store, |mut caller: wasmtime::Caller<'_, u32>, _: i32| *caller.data_mut() += 1);
        let imports: Vec<Extern> =
            module.imports().map(|import| if import.name() == "memory" { memory.into() } else { log.into() }).collect();
        let instance = Instance::new(&mut store, module, &imports).unwrap();
        instance
            .get_typed_func::<(u32, u32), ()>(&mut store, "setScratch")
            .unwrap()
            .call(&mut store, (0, INPUT_START as u32))
            .unwrap();
        Self {
            debug_log: instance.get_typed_func(&mut store, "debugLog").unwrap(),
            hash_from: instance.get_typed_func(&mut store, "fastHashFrom").unwrap(),
            hash_64_from: instance.get_typed_func(&mut store, "fastHash64From").unwrap(),
            compare: instance.get_typed_func(&mut store, "fastCompare").unwrap(),
            search: instance.get_typed_func(&mut store, "fastSearch").unwrap(),
            store,
            memory,
        }
    }

    /// Writes inputs one after the other from `INPUT_START` on, and returns pointers and lengths.
    fn lay<const N: usize>(&mut self, inputs: [&[u8]; N]) -> [(u32, u32); N] {
        let mut at = INPUT_START;
        inputs.map(|bytes| {
            self.memory.write(&mut self.store, at, bytes).unwrap();
            let place = (at as u32, bytes.len() as u32);
            at += bytes.len();
            place
        })
    }

    fn hash(&mut self, (ptr, len): (u32, u32), state: u32) -> wasmtime::Result<u32> {
        self.hash_from.call(&mut self.store, (ptr, len, state))
    }

    fn hash64(&mut self, (ptr, len): (u32, u32), state: u64) -> wasmtime::Result<u64> {
        self.hash_64_from.call(&mut self.store, (ptr, len, state))
    }

    fn compare(&mut self, a: (u32, u32), b: (u32, u32)) -> wasmtime::Result<i32> {
        self.compare.call(&mut self.store, (a.0, a.1, b.0, b.1))
    }

    fn search(&mut self, haystack: (u32, u32), needle: (u32, u32)) -> wasmtime::Result<i32> {
        self.search.call(&mut self.store, (haystack.0, haystack.1, needle.0, needle.1))
    }

    fn provoke(&mut self, value: i32) -> wasmtime::Result<()> {
        self.debug_log.call(&mut self.store, value)
    }

    /// Row `number` of the corpus, starting over after the last.
    fn answers(&mut self, corpus: &Corpus, number: usize) {
        let row = &corpus.hashes[number % corpus.hashes.len()];
        let [input] = self.lay([&row.0]);
        assert_eq!(self.hash(input, row.1).unwrap(), row.2);
        let row = &corpus.compares[number % corpus.compares.len()];
        let [a, b] = self.lay([&row.0, &row.1]);
        assert_eq!(self.compare(a, b).unwrap(), row.2);
        let row = &corpus.searches[number % corpus.searches.len()];
        let [haystack, needle] = self.lay([&row.0, &row.1]);
        assert_eq!(i64::from(self.search(haystack, needle).unwrap()), row.2);
    }
}

/// The rows that are short enough for the hostile module's plain loops.
struct Corpus {
    hashes: Vec<(Vec<u8>, u32, u32)>,
    compares: Vec<(Vec<u8>, Vec<u8>, i32)>,
    searches: Vec<(Vec<u8>, Vec<u8>, i64)>,
}

impl Corpus {
    fn read() -> Self {
        const MOST: usize = 2000;
        let hashes: Vec<HashRow> = rows("hash.json");
        let compares: Vec<CompareRow> = rows("compare.json");
        let searches: Vec<SearchRow> = rows("search.json");
        let corpus = Self {
            hashes: hashes
                .into_iter()
                .map(|row| (row.input.bytes(), row.seed, row.hash))
                .filter(|row| row.0.len() <= MOST)
                .collect(),
            compares: compares
                .into_iter()
                .map(|row| (row.a.bytes(), row.b.bytes(), row.order))
                .filter(|row| row.0.len() <= MOST)
                .collect(),
            searches: searches
                .into_iter()
                .map(|row| (row.haystack.bytes(), row.needle.bytes(), row.offset))
                .filter(|row| row.0.len() <= MOST && row.1.len() <= MOST)
                .collect(),
        };
        assert!(corpus.hashes.len() > 50 && corpus.compares.len() > 20 && corpus.searches.len() > 50);
        corpus
    }

    fn len(&self) -> usize {
        self.hashes.len().max(self.compares.len()).max(self.searches.len())
    }
}

fn trap_of(result: wasmtime::Result<()>) -> Trap {
    *result.expect_err("a trap").downcast_ref::<Trap>().expect("a trap, no other error")
}

/// Every trap in turn, and rows of the corpus on the same instance after each: `rounds` times.
fn survives(raw: &mut Raw, corpus: &Corpus, rounds: usize) {
    let untouched = vec![0x5a; 64];
    let end = raw.memory.data_size(&raw.store) - untouched.len();
    raw.memory.write(&mut raw.store, end, &untouched).unwrap();
    for round in 0..rounds {
        for (number, expected) in TRAPS {
            assert_eq!(trap_of(raw.provoke(number)), expected, "{number}, round {round}");
            raw.answers(corpus, round * TRAPS.len() + number as usize);
        }
    }
    // Neither the store nor the fill that reached past the end has written anything before it.
    assert_eq!(&raw.memory.data(&raw.store)[end..], untouched);
    assert_eq!(*raw.store.data(), rounds as u32, "trap 15 logs first");
}

#[test]
fn traps_leave_store_and_instance_as_they_were() {
    let corpus = Corpus::read();
    let mut raw = Raw::new(&hostile(), 256);
    survives(&mut raw, &corpus, 300);
    for number in 0..corpus.len() {
        raw.answers(&corpus, number);
    }
}

/// The wasm stack is limited to less than such threads have, so a stack overflow is a trap here too.
#[test]
fn traps_on_threads_with_little_stack() {
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let run = || survives(&mut Raw::new(&hostile(), 256), &Corpus::read(), 20);
            thread::Builder::new().stack_size(320 << 10).spawn(run).unwrap()
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// With an option that the addon leaves off: an endless loop ends in a trap, and the store remains usable.
#[test]
fn an_endless_loop_is_interrupted_where_the_engine_may() {
    let engine = Engine::new(engine_config().epoch_interruption(true)).unwrap();
    let module = load(&engine, HOSTILE_WITH_EPOCHS).unwrap();
    let corpus = Corpus::read();
    let mut raw = Raw::new(&module, 256);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(2));
                engine.increment_epoch();
            }
        });
        for round in 0..100 {
            raw.store.set_epoch_deadline(1);
            assert_eq!(trap_of(raw.provoke(ENDLESS)), Trap::Interrupt, "round {round}");
            raw.store.set_epoch_deadline(u64::MAX / 2);
            raw.answers(&corpus, round);
        }
        over.store(true, Ordering::Relaxed);
    });
    survives(&mut raw, &corpus, 5);
}

/// An artifact made with other settings is refused, in both directions.
#[test]
fn an_artifact_with_other_settings_is_refused() {
    let error = load(&engine_and_module().unwrap().0, HOSTILE_WITH_EPOCHS).unwrap_err();
    assert!(format!("{error:#}").contains("epoch"), "{error:#}");
    let engine = Engine::new(engine_config().epoch_interruption(true)).unwrap();
    let error = load(&engine, HOSTILE).unwrap_err();
    assert!(format!("{error:#}").contains("epoch"), "{error:#}");
}

fn backend() -> WasmtimeBackend {
    WasmtimeBackend::of_module(&hostile(), LIMITS).unwrap()
}

/// The backend on a module that traps: each is an error that says the instance is spent.
#[test]
fn the_backend_reports_every_trap() {
    for (number, _) in TRAPS {
        let mut backend = backend();
        let error = backend.debug_log(number).unwrap_err();
        assert!(matches!(*error, Error::Trap(_)) && error.is_fatal(), "{number}: {error}");
        assert!(error.to_string().contains("hostile!"), "{number}: {error}");
        assert_eq!(backend.take_logs(), if number == 15 { vec![15] } else { vec![] });
        for place in PLACES {
            assert_eq!(hash(&mut backend, b"foobar", 2_166_136_261, place), 0xbf9c_f968, "{number}");
        }
    }
}

#[test]
fn the_backend_believes_no_lie() {
    let is_refused = |error: Box<Error>| matches!(*error, Error::Result { .. }) && error.is_fatal();
    for (lie, (haystack, needle)) in [
        (0, (&b"haystack"[..], &b"stack"[..])),
        (0, (b"a", b"a")),
        (1, (b"haystack", b"stack")),
        (2, (b"haystack", b"stack")),
        (2, (b"a", b"a")),
    ] {
        let mut backend = backend();
        assert_eq!(search(&mut backend, haystack, needle, PLACES), oracle::search(haystack, needle));
        backend.debug_log(LIE + lie).unwrap();
        for input in [Input::Host(haystack), in_block(&mut backend, haystack)] {
            assert!(is_refused(backend.search(input, Input::Host(needle)).unwrap_err()), "{lie}");
        }
    }
    for lie in [3, 4] {
        let mut backend = backend();
        assert_eq!(compare(&mut backend, b"a", b"b", PLACES), -1);
        backend.debug_log(LIE + lie).unwrap();
        assert!(is_refused(backend.compare(Input::Host(b"a"), Input::Host(b"b")).unwrap_err()), "{lie}");
    }
}

fn in_block<'a>(backend: &mut WasmtimeBackend, bytes: &[u8]) -> Input<'a> {
    Input::Block(crate::support::put(backend, bytes, INPUT_START))
}

#[test]
fn the_backend_bounds_what_a_module_logs_and_bears_that_it_grows() {
    let mut backend = backend();
    backend.debug_log(MANY_LOGS).unwrap();
    assert_eq!(backend.take_logs().len(), 1 << 16);
    let size = backend.size();
    for _ in 0..3 {
        backend.debug_log(GROW).unwrap();
        assert_eq!(hash(&mut backend, b"foobar", 2_166_136_261, PLACES[0]), 0xbf9c_f968);
    }
    assert!(backend.size() >= size && backend.block().len() == size + 3 * PAGE);
    backend.reserve(size + 100 * PAGE).unwrap();
    assert_eq!(backend.size(), backend.block().len());
    // And not past its limit, whoever asks.
    let limits = Limits { initial_pages: 256, maximum_pages: 256 };
    let mut backend = WasmtimeBackend::of_module(&hostile(), limits).unwrap();
    backend.debug_log(GROW).unwrap();
    assert_eq!(backend.block().len(), 256 * PAGE);
}

/// Ranges that end beyond 2^32 trap, whatever the memory's size; none wraps around to address 0.
#[test]
fn lengths_near_the_end_of_the_address_space() {
    let module = engine_and_module().unwrap().1;
    for pages in [256, 65536] {
        let mut raw = Raw::new(&module, pages);
        let last = u32::MAX - 15;
        for (ptr, len) in [
            (last, 17),
            (last, 200),
            (last, u32::MAX),
            (u32::MAX, 2),
            (u32::MAX, u32::MAX),
            (2, u32::MAX),
            (1 << 31, 1 << 31 | 1),
            (INPUT_START as u32, 0u32.wrapping_sub(INPUT_START as u32) + 1),
        ] {
            let (range, good) = ((ptr, len), (INPUT_START as u32, 1));
            assert!(raw.hash(range, 0).is_err(), "hash {range:?}, {pages} pages");
            assert!(raw.hash64(range, 0).is_err(), "hash of 64 bits {range:?}, {pages} pages");
            assert!(raw.search(range, good).is_err(), "search in {range:?}, {pages} pages");
            assert!(raw.search(range, range).is_err(), "search {range:?} in itself, {pages} pages");
            assert!(raw.compare(range, range).is_err(), "compare {range:?}, {pages} pages");
            // Everything above the scratch range. A longer needle is found nowhere.
            let haystack = (good.0, 0u32.wrapping_sub(good.0));
            match raw.search(haystack, range) {
                Ok(found) => assert!(found == -1 && len > haystack.1, "search for {range:?}, {pages} pages"),
                Err(error) => assert_eq!(error.downcast_ref(), Some(&Trap::UnreachableCodeReached)),
            }
        }
        let [range] = raw.lay([b"foobar"]);
        assert_eq!(raw.hash(range, 2_166_136_261).unwrap(), 0xbf9c_f968);
    }
}

/// An input that ends at 2^32, in the largest possible memory, is read to its last byte.
#[test]
fn inputs_that_end_at_the_last_address() {
    let module = engine_and_module().unwrap().1;
    let mut raw = Raw::new(&module, 65536);
    for len in [1, 2, 15, 16, 17, 31, 33, 143, 144, 287, 288, 304, 500, 512, 1000, 5000, 40_000] {
        let bytes: Vec<u8> = (0..len).map(|i| (i * 7 % 251) as u8 + 1).collect();
        let at = (1usize << 32) - len;
        raw.memory.write(&mut raw.store, at, &bytes).unwrap();
        let range = (at as u32, len as u32);
        assert_eq!(raw.hash(range, 1).unwrap(), oracle::hash(&bytes, 1), "{len}");
        assert_eq!(raw.hash64(range, 1).unwrap(), oracle::hash64(&bytes, 1), "{len}");
        assert_eq!(raw.compare(range, range).unwrap(), 0, "{len}");
        let needle = &bytes[len - len.min(20)..];
        let [place] = raw.lay([needle]);
        assert_eq!(i64::from(raw.search(range, place).unwrap()), oracle::search(&bytes, needle), "{len}");
        let [missing] = raw.lay([b"\0\xff"]);
        assert_eq!(raw.search(range, missing).unwrap(), -1, "{len}");
    }
}

/// Both backends refuse ranges outside any block, and read those at the very end of one.
#[test]
fn backends_at_the_end_of_the_address_space() {
    let end = 1usize << 32;
    for kind in Kind::ALL {
        let mut backend = kind.instantiate(LIMITS).unwrap();
        backend.reserve(end).unwrap();
        assert_eq!(backend.block().len(), end, "{kind:?}");
        let bytes: Vec<u8> = (0..1000).map(|i| (i * 7 % 251) as u8 + 1).collect();
        let range = end - bytes.len()..end;
        backend.block()[range.clone()].copy_from_slice(&bytes);
        assert_eq!(backend.hash(Input::Block(range.clone()), 1).unwrap(), oracle::hash(&bytes, 1), "{kind:?}");
        let found = backend.search(Input::Block(range.clone()), Input::Block(end - 20..end)).unwrap();
        assert_eq!(found.map(|at| at as i64), Some(oracle::search(&bytes, &bytes[980..])), "{kind:?}");
        for bad in [
            end - 1..end + 1,
            end..end + 1,
            u32::MAX as usize - 10..u32::MAX as usize + 10,
            INPUT_START..end + INPUT_START,
            end + INPUT_START..end + INPUT_START + 10,
            usize::MAX - 10..usize::MAX,
            range.end..range.start,
        ] {
            let input = || Input::Block(bad.clone());
            let refused = [
                backend.hash(input(), 0).map(|_| ()),
                backend.compare(Input::Block(range.clone()), input()).map(|_| ()),
                backend.search(input(), Input::Block(end - 1..end)).map(|_| ()),
                backend.hash64(input(), 0).map(|_| ()),
            ];
            for (number, result) in refused.into_iter().enumerate() {
                match (result, number, bad.is_empty()) {
                    // A needle longer than its haystack is not found, wherever that lies.
                    (Ok(()), 2, true) => {}
                    (Err(error), ..) => {
                        assert!(matches!(*error, Error::Range { .. }), "{kind:?} {bad:?}: {error}")
                    }
                    (Ok(()), ..) => panic!("{kind:?}: operation {number} took {bad:?}"),
                }
            }
        }
        let refused = backend.reserve(end + 1).map_err(|error| *error);
        assert!(matches!(refused, Err(Error::Memory { refused: false, .. })), "{kind:?}: {refused:?}");
        assert_eq!(backend.hash(Input::Block(range), 1).unwrap(), oracle::hash(&bytes, 1), "{kind:?}");
    }
}
