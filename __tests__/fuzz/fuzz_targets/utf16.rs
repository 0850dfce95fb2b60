#![no_main]

use libfuzzer_sys::fuzz_target;
use stringops_booster_fuzz::{backends, utf16};

fuzz_target!(init: backends::announce(), |case: utf16::Case| utf16::check(&case));
