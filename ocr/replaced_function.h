#pragma once

#include <dlfcn.h>

#include <cstring>

namespace sohoa::ocr {

// The library's own definition of a function that this program defines too; nullptr when the
// library is linked so that there is none to be found. The loader takes the program's definition
// first.
template <class Function>
[[nodiscard]] Function libraryDefinition(const char* name) {
  void* const found = dlsym(RTLD_NEXT, name);
  Function function = nullptr;
  static_assert(sizeof function == sizeof found);
  std::memcpy(&function, &found, sizeof function);
  return function;
}

}  // namespace sohoa::ocr
