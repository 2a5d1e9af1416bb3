#include "ocr/line_pictures.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>

#include <cstring>

namespace sohoa::ocr {
namespace {

using Write = l_ok (*)(l_uint8**, size_t*, PIX*, l_int32);

Write leptonicas() {
  void* const found = dlsym(RTLD_NEXT, "pixWriteMem");
  Write write = nullptr;
  static_assert(sizeof write == sizeof found);
  std::memcpy(&write, &found, sizeof write);
  return write;
}

}  // namespace

void keepLinePicturesPlain() {}

}  // namespace sohoa::ocr

// The loader takes the program's definition before that of a library.
extern "C" l_ok pixWriteMem(l_uint8** data, size_t* size, PIX* pix, l_int32 format) {
  if (format == IFF_PNG) return pixWriteMemSpix(data, size, pix);
  static const auto write = sohoa::ocr::leptonicas();
  return write == nullptr ? 1 : write(data, size, pix, format);
}
