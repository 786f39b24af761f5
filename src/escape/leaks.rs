//! A parameter's leak set: where its value may go, each destination with the least number of dereferences on the way
//! (facts.md §10.12).

/// Results beyond the fifth are not told apart from the heap.
pub const RESULTS: usize = 5;

/// Dereference counts above this are recorded as this.
const MAX_DEREFS: u32 = 254;

/// The leak set. `None`: nothing of the parameter goes there.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct Leaks {
    pub heap: Option<u8>,
    pub mutator: Option<u8>,
    pub callee: Option<u8>,
    pub results: [Option<u8>; RESULTS],
}

fn least(slot: &mut Option<u8>, derefs: u32) {
    let d = derefs.min(MAX_DEREFS) as u8;
    if slot.is_none_or(|old| d < old) {
        *slot = Some(d);
    }
}

impl Leaks {
    /// What has to be assumed of an unknown function's parameter.
    pub const HEAP: Leaks = Leaks { heap: Some(0), mutator: None, callee: None, results: [None; RESULTS] };

    pub fn add_heap(&mut self, derefs: u32) {
        least(&mut self.heap, derefs)
    }
    pub fn add_mutator(&mut self, derefs: u32) {
        least(&mut self.mutator, derefs)
    }
    pub fn add_callee(&mut self, derefs: u32) {
        least(&mut self.callee, derefs)
    }
    /// A flow to the result with that index; beyond the fifth it counts as a flow to the heap.
    pub fn add_result(&mut self, index: usize, derefs: u32) {
        match self.results.get_mut(index) {
            Some(slot) => least(slot, derefs),
            None => self.add_heap(derefs),
        }
    }

    /// Drops what a flow to the heap already implies: entries with no fewer dereferences than the heap's.
    pub fn optimize(&mut self) {
        let Some(heap) = self.heap else { return };
        for slot in [&mut self.mutator, &mut self.callee].into_iter().chain(&mut self.results) {
            if slot.is_some_and(|d| d >= heap) {
                *slot = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimum_and_optimize() {
        let mut l = Leaks::default();
        l.add_result(1, 3);
        l.add_result(1, 2);
        l.add_result(0, 0);
        l.add_result(7, 1);
        l.add_mutator(4);
        l.add_callee(0);
        assert_eq!(l.heap, Some(1));
        l.optimize();
        assert_eq!((l.mutator, l.callee, l.results), (None, Some(0), [Some(0), None, None, None, None]));
    }

    #[test]
    fn saturates() {
        let mut l = Leaks::default();
        l.add_heap(100_000);
        assert_eq!(l.heap, Some(254));
    }
}
