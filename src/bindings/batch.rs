//! Many strings in one call.

use napi::sys;

use super::callback::{Function, enter};
use super::failure::Reason;
use super::input::room;
use super::node_api::Value;
use crate::backend::INPUT_START;
use crate::{fnv1a, utf16};

/// These functions.
pub(super) const FUNCTIONS: [Function; 1] = [(c"hashJoined", hash_joined)];

/// `hashJoined(joined, lengths, hashes)`: hashes the strings that were joined. `lengths`, a `Uint32Array`, holds
/// their lengths in UTF-16 units. `hashes`, a `BigUint64Array`, receives the hashes in 64 bits; without it, `lengths`
/// receives those in 32 bits.
unsafe extern "C" fn hash_joined(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [joined, lengths, hashes]: [Value; 3]| {
            instance.run(scope, |workspace| {
                let misuse = || Box::new(Reason::Argument);
                workspace.units.read(scope, joined, usize::MAX)?.ok_or_else(misuse)?;
                // No JavaScript runs in here, and the arrays, of two kinds, are accessed only by these slices.
                let lengths = scope.uint32_array(lengths)?.ok_or_else(misuse)?;
                let hashes = scope.biguint64_array(hashes)?;
                let units = workspace.units.get(true);
                workspace.backend.reserve(INPUT_START + 3 * units.len() + utf16::SLACK)?;
                let block = room(workspace.backend, INPUT_START)?;
                let ascii = utf16::is_ascii(units);
                let (mut rest, mut end) = (units, 0);
                if ascii {
                    // In ASCII, units are bytes: all strings in one go.
                    utf16::transcode(units, block).ok_or_else(misuse)?;
                }
                // Otherwise one by one, so that no pair forms between two.
                let place = |len: &u32| {
                    let (text, after) = rest.split_at_checked(*len as usize)?;
                    rest = after;
                    end += if ascii { text.len() } else { utf16::transcode(text, block.get_mut(end..)?)? };
                    Some(end as u32)
                };
                let ends = lengths.iter().map(place).collect::<Option<Vec<_>>>().ok_or_else(misuse)?;
                match hashes {
                    None => fnv1a::hash_many(&block[..end], &ends, lengths),
                    Some(hashes) => fnv1a::hash_many(&block[..end], &ends, hashes),
                }
                Ok(())
            })?;
            scope.undefined()
        })
    }
}
