//! Many strings in one call.

use napi::sys;

use super::failure::{Failure, Reason};
use super::input::{PROBE, Workspace, room};
use super::node_api::Value;
use super::operations::{Callback, EMPTY_PROBE, enter};
use crate::backend::INPUT_START;
use crate::utf16;

/// These functions, by their names in JavaScript.
pub(super) const FUNCTIONS: [(&str, Callback); 1] = [("hashJoined", hash_joined)];

/// `hashJoined(joined, lengths)`: hashes the strings that were joined. `lengths`, a `Uint32Array`, holds
/// their lengths in UTF-16 units, and in their place receives the hashes. Returns whether all were ASCII.
unsafe extern "C" fn hash_joined(env: sys::napi_env, info: sys::napi_callback_info) -> Value {
    // SAFETY: Node-API's arguments, a function of `registration`.
    unsafe {
        enter(env, info, |scope, instance, [joined, array]: [Value; 2], _| {
            let units = scope.utf16_len(joined)?;
            let ascii = instance.run(scope, |workspace| {
                // No JavaScript runs in here, and the array is reached by this slice only.
                let lengths = scope.uint32_array(array)?.ok_or_else(|| Box::new(Reason::TornDown))?;
                if lengths.iter().map(|len| u64::from(*len)).sum::<u64>() != units as u64 {
                    return Err(Box::new(Reason::TornDown));
                }
                let (ends, ascii) = match ascii_ends(workspace, joined, units, lengths)? {
                    Some(ends) => (ends, true),
                    None => (text_ends(workspace, joined, units, lengths)?, false),
                };
                workspace.backend.hash_many(INPUT_START, &ends, lengths)?;
                Ok(ascii)
            })?;
            scope.new_bool(ascii)
        })
    }
}

/// Writes the strings to the block if they are ASCII, and gives where each ends. The strings end where they
/// did in units then.
fn ascii_ends(
    workspace: &mut Workspace<'_>,
    joined: Value,
    units: usize,
    lengths: &[u32],
) -> Result<Option<Vec<u32>>, Failure> {
    let mut probe = EMPTY_PROBE;
    match workspace.scope.utf16(joined, &mut probe)? {
        Some(start) if start.len() < PROBE && utf16::is_ascii(start) => {}
        _ => return Ok(None),
    }
    // Room for a character more, so that a text with others in it fills more than its units.
    let end = INPUT_START + units + 5;
    workspace.backend.reserve(end)?;
    let written = workspace.scope.utf8(joined, &mut room(workspace.backend, INPUT_START)?[..units + 5])?;
    if written != units {
        return Ok(None);
    }
    let mut end = 0;
    Ok(Some(
        lengths
            .iter()
            .map(|len| {
                end += len;
                end
            })
            .collect(),
    ))
}

/// Writes the strings to the block one by one, so that no pair forms between two, and gives where each ends.
fn text_ends(workspace: &mut Workspace<'_>, joined: Value, units: usize, lengths: &[u32]) -> Result<Vec<u32>, Failure> {
    let mut buffer = std::mem::take(workspace.units);
    let result = workspace.read_units(&mut buffer, joined, units + 1).and_then(|_| {
        workspace.backend.reserve(INPUT_START + 3 * units + utf16::SLACK)?;
        let room = room(workspace.backend, INPUT_START)?;
        let (mut rest, mut end) = (&buffer[..], 0);
        let place = |len: &u32| {
            let (text, after) = rest.split_at_checked(*len as usize)?;
            rest = after;
            end += utf16::transcode(text, room.get_mut(end..)?)?;
            Some(end as u32)
        };
        lengths.iter().map(place).collect::<Option<Vec<_>>>().ok_or_else(|| Box::new(Reason::TornDown))
    });
    *workspace.units = buffer;
    result
}
