#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

namespace sohoa::ocr {

// Which of so many things belong together: each alone at first, joined two by two.
class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  // One of the things in the group of `i`, the same for all of them until groups are joined.
  std::size_t of(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[of(a)] = of(b); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace sohoa::ocr
