use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use serde::{Serialize, Serializer};

/// A typed number into an [`Arena`]; serialized as the plain number.
pub struct Id<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The id with this index.
    pub fn new(index: usize) -> Self {
        Self { index: u32::try_from(index).unwrap_or(u32::MAX), of: PhantomData }
    }

    /// The place in the arena, from 0.
    pub fn index(self) -> usize {
        self.index as usize
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.index)
    }
}

/// A growing list whose places are typed, so that a rule's number cannot be taken for a score's.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Arena<T> {
    list: Vec<T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { list: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// An empty arena.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an element and gives its id.
    pub fn push(&mut self, element: T) -> Id<T> {
        self.list.push(element);
        Id::new(self.list.len() - 1)
    }

    /// The element with this id, if the id is of this arena.
    pub fn get(&self, id: Id<T>) -> Option<&T> {
        self.list.get(id.index())
    }

    /// The element with this id.
    ///
    /// # Panics
    /// If the id is of another arena, which would be a bug of ours.
    // INVARIANT: an id is only made by `push` of the arena it is used with; ids never travel between rule sets.
    #[expect(clippy::indexing_slicing, reason = "ids come from this arena's push")]
    pub fn at(&self, id: Id<T>) -> &T {
        &self.list[id.index()]
    }

    /// The element with this id, to change it; none where the id is of another arena.
    pub fn get_mut(&mut self, id: Id<T>) -> Option<&mut T> {
        self.list.get_mut(id.index())
    }

    /// Elements with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> + ExactSizeIterator {
        self.list.iter().enumerate().map(|(at, element)| (Id::new(at), element))
    }

    /// The elements, in order.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.list.iter()
    }

    /// The ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = Id<T>> + ExactSizeIterator + use<T> {
        (0..self.list.len()).map(Id::new)
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<T> FromIterator<T> for Arena<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self { list: elements.into_iter().collect() }
    }
}
