//! What JavaScript names by a number: held texts and sets of needles.

/// Things by number; that of one that is removed is used again.
#[derive(Debug)]
pub struct Numbered<T> {
    things: Vec<Option<T>>,
    vacant: Vec<u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { things: Vec::new(), vacant: Vec::new() }
    }
}

impl<T> Numbered<T> {
    /// Keeps one; its number.
    pub fn add(&mut self, thing: T) -> u32 {
        if let Some(id) = self.vacant.pop() {
            self.things[id as usize] = Some(thing);
            return id;
        }
        self.things.push(Some(thing));
        (self.things.len() - 1) as u32
    }

    /// The one of that number, if there is one.
    #[must_use]
    pub fn get(&self, id: u32) -> Option<&T> {
        self.things.get(id as usize)?.as_ref()
    }

    /// Drops one; does nothing if there is none of that number.
    pub fn remove(&mut self, id: u32) {
        if self.things.get_mut(id as usize).and_then(Option::take).is_some() {
            self.vacant.push(id);
            if self.vacant.len() == self.things.len() {
                *self = Self::default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_used_again_once_its_thing_is_removed() {
        let mut things = Numbered::default();
        assert_eq!(["a", "b", "c"].map(|thing| things.add(thing)), [0, 1, 2]);
        things.remove(1);
        things.remove(1);
        assert!(things.get(1).is_none() && things.get(7).is_none());
        assert_eq!(things.add("d"), 1);
        assert_eq!([0, 1, 2].map(|id| things.get(id)), [Some(&"a"), Some(&"d"), Some(&"c")]);
        for id in 0..3 {
            things.remove(id);
        }
        assert_eq!(things.add(""), 0);
    }
}
