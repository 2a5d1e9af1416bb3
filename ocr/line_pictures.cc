#include "ocr/line_pictures.h"

#include <leptonica/allheaders.h>

#include "ocr/replaced_function.h"

namespace sohoa::ocr {
namespace {

using Write = l_ok (*)(l_uint8**, size_t*, PIX*, l_int32);

}  // namespace

void keepLinePicturesPlain() {}

}  // namespace sohoa::ocr

extern "C" l_ok pixWriteMem(l_uint8** data, size_t* size, PIX* pix, l_int32 format) {
  if (format == IFF_PNG) return pixWriteMemSpix(data, size, pix);
  static const auto write = sohoa::ocr::libraryDefinition<sohoa::ocr::Write>("pixWriteMem");
  return write == nullptr ? 1 : write(data, size, pix, format);
}
