#pragma once

#include <sane/sane.h>

#include <cstdint>
#include <functional>

#include "scan/sheet_tiff.h"

// Private to scan/: shows SANE's header.
namespace sohoa::scan {

// What a driver did instead of giving a picture.
struct SaneStop {
  SANE_Status status;
  const char* doing;
};

// One picture from the device, which must not be in the middle of another: sane_start, then reads
// until the frame, or the three frames of an old colour scanner, are there. The height may become
// known at the end only (hand and sheet-fed scanners). `alive` is called now and then while data
// comes. Throws SaneStop; Error(kTooLarge) past `max_pixels`, Error(kScannerIo) when the driver
// contradicts itself. After a throw the caller cancels.
[[nodiscard]] SheetPicture readSheet(SANE_Handle handle, double resolution,
                                     std::uint64_t max_pixels, const std::function<void()>& alive);

}  // namespace sohoa::scan
