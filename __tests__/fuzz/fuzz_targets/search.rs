#![no_main]

use libfuzzer_sys::fuzz_target;
use stringops_booster_fuzz::{backends, search};

fuzz_target!(init: backends::announce(), |case: search::Case| search::check(&case));
