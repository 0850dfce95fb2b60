//! What backends promise besides their results: limits, growth, checked ranges, log calls. (What a machine refuses, such as
//! executable memory or address space, is refused under Node: `__tests__/torture/rows/host-memory.mjs`.)

use crate::support::{LIMITS, Place, every_backend, hash, oracle, put};
use stringops_booster::backend::{Error, INPUT_START, Input, Kind, Limits, PAGE};

#[test]
fn names_are_found_again() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_name(kind.name()), Some(kind));
    }
    assert_eq!(Kind::from_name("javascript"), None);
}

#[test]
fn growth_keeps_what_was_written() {
    for (kind, mut backend) in every_backend() {
        let range = put(backend.as_mut(), b"before", INPUT_START);
        backend.reserve(100 << 20).unwrap();
        assert!(backend.block().len() >= 100 << 20, "{kind:?}");
        assert_eq!(&backend.block()[range], b"before", "{kind:?}");
    }
}

#[test]
fn the_limit_holds_and_leaves_the_backend_usable() {
    let limits = Limits { initial_pages: 256, maximum_pages: 300 };
    for kind in Kind::ALL {
        let mut backend = kind.instantiate(limits).unwrap();
        backend.reserve(300 * PAGE).unwrap();
        match backend.reserve(300 * PAGE + 1).map_err(|error| *error) {
            Err(Error::Memory { needed, limit, refused: false }) => {
                assert_eq!((needed, limit), (300 * PAGE as u64 + 1, 300 * PAGE as u64), "{kind:?}");
            }
            other => panic!("{kind:?}: {other:?}"),
        }
        assert_eq!(hash(backend.as_mut(), b"foobar", 2_166_136_261, Place::Block), 0xbf9c_f968, "{kind:?}");
    }
}

fn is_range<T>(result: stringops_booster::backend::Result<T>) -> bool {
    result.is_err_and(|error| matches!(*error, Error::Range { .. }))
}

#[test]
fn ranges_outside_the_block_are_refused() {
    for (kind, mut backend) in every_backend() {
        let size = backend.block().len();
        let bad = [size..size + 1, size + 1..size + 2, 0..usize::MAX, usize::MAX - 1..usize::MAX];
        for range in bad {
            let input = || Input::Block(range.clone());
            let good = || Input::Block(INPUT_START..INPUT_START + 1);
            assert!(is_range(backend.hash(input(), 0)), "{kind:?} {range:?}");
            assert!(is_range(backend.hash64(input(), 0)), "{kind:?} {range:?}");
            assert!(is_range(backend.compare(good(), input())), "{kind:?}");
            assert!(is_range(backend.search(input(), good())), "{kind:?}");
        }
    }
}

/// The last byte of the block is as good as any: no kernel reads past its input.
#[test]
fn inputs_at_the_end_of_memory() {
    for (kind, mut backend) in every_backend() {
        let size = backend.block().len();
        for len in (0..200).chain(280..350).chain([511, 512, 4300, 20_000]) {
            let bytes: Vec<u8> = (0..len).map(|i| (i * 7 % 251) as u8).collect();
            let range = put(backend.as_mut(), &bytes, size - len);
            let hash = backend.hash(Input::Block(range.clone()), 1).unwrap();
            assert_eq!(hash, oracle::hash(&bytes, 1), "{kind:?} {len}");
            let hash = backend.hash64(Input::Block(range.clone()), 1).unwrap();
            assert_eq!(hash, oracle::hash64(&bytes, 1), "{kind:?} {len}");
            let order = backend.compare(Input::Block(range.clone()), Input::Host(&bytes)).unwrap();
            assert!(order.is_eq(), "{kind:?} {len}");
            let missing = backend.search(Input::Block(range.clone()), Input::Host(b"\xff\xfe\xfd")).unwrap();
            assert_eq!(missing, None, "{kind:?} {len}");
            let found = backend.search(Input::Block(range), Input::Host(&bytes)).unwrap();
            assert_eq!(found, Some(0), "{kind:?} {len}");
        }
    }
}

/// The caller's bytes are read through windows: matches across every window's edge are found.
#[test]
fn matches_across_windows() {
    for (kind, mut backend) in every_backend() {
        let mut haystack = vec![b'a'; 700_000];
        for needle_len in [1, 2, 17, 5000, 300_000] {
            let mut needle = vec![b'a'; needle_len];
            needle[needle_len / 2] = b'b';
            for edge in [8 << 10, 256 << 10, 264 << 10] {
                for at in [edge - needle_len.min(edge), edge - needle_len.min(3), edge - 1, edge] {
                    let middle = at + needle_len / 2;
                    if middle >= haystack.len() {
                        continue;
                    }
                    haystack[middle] = b'b';
                    let expected = (at + needle_len <= haystack.len()).then_some(at);
                    let found = backend.search(Input::Host(&haystack), Input::Host(&needle)).unwrap();
                    assert_eq!(found, expected, "{kind:?}, needle of {needle_len} at {at}");
                    haystack[middle] = b'a';
                }
            }
        }
    }
}

#[test]
fn log_calls_are_queued_in_order() {
    for (kind, mut backend) in every_backend() {
        for value in [1, -1, i32::MIN, i32::MAX] {
            backend.debug_log(value).unwrap();
        }
        assert_eq!(backend.take_logs(), [1, -1, i32::MIN, i32::MAX], "{kind:?}");
        assert_eq!(backend.take_logs(), [0; 0], "{kind:?}");
    }
}

#[test]
fn instances_share_nothing() {
    for kind in Kind::ALL {
        let mut first = kind.instantiate(LIMITS).unwrap();
        let mut second = kind.instantiate(LIMITS).unwrap();
        let range = put(first.as_mut(), b"first", INPUT_START);
        put(second.as_mut(), b"other", INPUT_START);
        assert_eq!(&first.block()[range], b"first", "{kind:?}");
    }
}

/// In a process of its own, as it takes three quarters of the memory mappings.
#[test]
#[cfg(target_os = "linux")]
fn instances_leave_the_process_memory_mappings() {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    let test = "backends::within_a_child_instances_are_kept_until_one_is_refused";
    let output = child.args(["--exact", test, "--ignored", "--nocapture"]).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && stdout.contains("1 passed"), "{}\n{stdout}\n{stderr}", output.status);
}

/// Run by the test above.
#[test]
#[ignore = "takes three quarters of the memory mappings of its process"]
fn within_a_child_instances_are_kept_until_one_is_refused() {
    let mut kept = Vec::new();
    let reasons = loop {
        match Kind::Wasmtime.instantiate(LIMITS) {
            Ok(backend) => kept.push(backend),
            Err(reasons) => break reasons,
        }
    };
    assert_eq!(kept.len(), 24_576, "{reasons}");
    assert_eq!(reasons.0, ["this process has 24576 instances; more would take its last memory mappings"]);
    Kind::Native.instantiate(LIMITS).unwrap();
    // When one is dropped, its place is free again.
    kept.pop();
    kept.push(Kind::Wasmtime.instantiate(LIMITS).unwrap());
    assert!(Kind::Wasmtime.instantiate(LIMITS).is_err());
    for backend in kept.iter_mut().step_by(1000) {
        assert_eq!(hash(backend.as_mut(), b"foobar", 2_166_136_261, Place::Block), 0xbf9c_f968);
    }
}
