#![no_main]

use libfuzzer_sys::fuzz_target;
use stringops_booster_fuzz::{backends, compare};

fuzz_target!(init: backends::announce(), |case: compare::Case| compare::check(&case));
