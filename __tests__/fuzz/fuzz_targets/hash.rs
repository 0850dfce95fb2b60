#![no_main]

use libfuzzer_sys::fuzz_target;
use stringops_booster_fuzz::{backends, hash};

fuzz_target!(init: backends::announce(), |case: hash::Case| hash::check(&case));
