//! Machines that refuse: memory that may never be executable, and an address space that is used up. The fault is set on
//! a child process, so the test itself is not affected. (The same faults under Node:
//! `__tests__/torture/rows/host-memory.mjs`.)

use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use crate::support::{LIMITS, Place, hash};
use stringops_booster::backend::Kind;

/// `prctl` operation of Linux 6.3: from now on no memory of the process becomes executable.
const PR_SET_MDWE: libc::c_int = 65;
const PR_MDWE_REFUSE_EXEC_GAIN: libc::c_ulong = 1;

/// Runs one test of this binary in a process of its own, with a fault set on it.
fn child(test: &str, fault: fn() -> std::io::Result<()>) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("host_faults::{test}"), "--ignored", "--nocapture"]);
    run(command, fault)
}

fn run(mut command: Command, fault: fn() -> std::io::Result<()>) -> Output {
    // SAFETY: `fault` makes one system call, which is allowed between fork and exec.
    unsafe { command.pre_exec(fault) };
    command.output().unwrap()
}

fn deny_executable_memory() -> std::io::Result<()> {
    // SAFETY: a system call on this process alone, with integer arguments.
    match unsafe { libc::prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

/// Whether this kernel can do it. If it cannot, the tests say so and end.
fn kernel_can_deny() -> bool {
    let mut command = Command::new("true");
    // SAFETY: as in `run`.
    unsafe { command.pre_exec(deny_executable_memory) };
    let can = command.status().is_ok_and(|status| status.success());
    if !can {
        eprintln!("NOT TESTED: this kernel cannot deny executable memory (PR_SET_MDWE, Linux 6.3)");
    }
    can
}

fn assert_success(output: &Output) -> String {
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    stdout
}

#[test]
fn without_executable_memory_wasmtime_says_so_and_native_works() {
    if kernel_can_deny() {
        let output = child("within_a_child_wasmtime_is_unavailable", deny_executable_memory);
        assert!(assert_success(&output).contains("1 passed"));
    }
}

/// Run by the test above.
#[test]
#[ignore = "needs a process without executable memory"]
fn within_a_child_wasmtime_is_unavailable() {
    let reasons = Kind::Wasmtime.instantiate(LIMITS).err().expect("no executable memory");
    assert!(!reasons.0.is_empty(), "{reasons}");
    let mut native = Kind::Native.instantiate(LIMITS).unwrap();
    assert_eq!(hash(native.as_mut(), b"foobar", 2_166_136_261, Place::Block), 0xbf9c_f968);
}

#[test]
fn with_the_address_space_used_up_both_say_so() {
    let output = child("within_a_child_address_space_is_used_up", || Ok(()));
    assert!(assert_success(&output).contains("1 passed"));
}

/// Run by the test above: lowers the limit to what is in use, and restores it.
#[test]
#[ignore = "lowers the address-space limit of its process"]
fn within_a_child_address_space_is_used_up() {
    let mut kept = Kind::Wasmtime.instantiate(LIMITS).unwrap();
    let old = set_address_space(address_space_in_use() + (8 << 20));
    // 16 MiB of linear memory do not fit, and the native block does not grow.
    let reasons = Kind::Wasmtime.instantiate(LIMITS).err().expect("no address space");
    assert!(!reasons.0.is_empty(), "{reasons}");
    let mut native = Kind::Native.instantiate(LIMITS).unwrap();
    assert_eq!(hash(native.as_mut(), b"foobar", 2_166_136_261, Place::Block), 0xbf9c_f968);
    for backend in [&mut kept, &mut native] {
        let refused = backend.reserve(256 << 20).map_err(|error| *error);
        assert!(matches!(refused, Err(stringops_booster::backend::Error::Memory { refused: true, .. })), "{refused:?}");
        assert_eq!(hash(backend.as_mut(), b"foobar", 2_166_136_261, Place::Block), 0xbf9c_f968);
    }
    set_address_space(old);
    kept.reserve(256 << 20).unwrap();
    Kind::Wasmtime.instantiate(LIMITS).unwrap();
}

#[test]
fn instances_leave_the_process_memory_mappings() {
    let output = child("within_a_child_instances_are_kept_until_one_is_refused", || Ok(()));
    assert!(assert_success(&output).contains("1 passed"));
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

fn address_space_in_use() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').next().unwrap().parse::<u64>().unwrap() * 4096
}

/// Sets the soft limit and returns the old one.
fn set_address_space(bytes: u64) -> u64 {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is a live local of the type the calls take.
    unsafe {
        assert_eq!(libc::getrlimit(libc::RLIMIT_AS, &raw mut limit), 0);
        let old = limit.rlim_cur;
        limit.rlim_cur = bytes;
        assert_eq!(libc::setrlimit(libc::RLIMIT_AS, &raw const limit), 0);
        old
    }
}
