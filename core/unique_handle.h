#pragma once

#include <memory>

namespace sohoa::core {

// Owns a C object. The release function is part of the type, so a handle is one pointer wide and
// cannot meet the wrong free:
//   using BioPtr = core::UniqueHandle<BIO, &BIO_free_all>;
template <auto Release>
struct Releaser {
  template <class T>
  void operator()(T* object) const noexcept {
    static_cast<void>(Release(object));
  }
};

template <class T, auto Release>
requires requires(T* object) { Release(object); }
using UniqueHandle = std::unique_ptr<T, Releaser<Release>>;

}  // namespace sohoa::core
