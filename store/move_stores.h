#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/location.h"

namespace sohoa::store {

// Where the six parts of a store lie.
struct StorePlaces {
  Location work;
  Location catalogue;
  Location entries;
  Location access;
  Location outbox;
  Location versions;
};

struct MovedTable {
  std::string part;  // "work", "catalogue", ...
  std::string table;
  std::int64_t rows = 0;
  std::string sha256;  // of all values in the order of the key; the same on both sides
};

// Copies every row of `from` into `to`, which is empty, or was left unfinished by an earlier move
// and is begun again, and compares both afterwards. Numbers go on where they stood. Words are
// indexed anew. Nobody can write to `from` meanwhile; it stays as it is. Until the end `to` cannot
// be opened: Error(store.unfinished). `progress` is told rows done of all, copied and compared.
// Throws Error(store.not_empty), Error(kStoreBusy) when somebody writes to `from`,
// Error(store.copy_differs), and as the parts do when they are opened.
std::vector<MovedTable> moveStores(
    const StorePlaces& from, const StorePlaces& to,
    const std::function<void(std::int64_t done, std::int64_t of)>& progress);

}  // namespace sohoa::store
