#include "ocr/brick_opening.h"

#include <leptonica/allheaders.h>

#include <algorithm>

#include "ocr/replaced_function.h"

namespace sohoa::ocr {
namespace {

using Open = PIX* (*)(PIX*, PIX*, l_int32, l_int32);

constexpr int kWordBits = 32;

// A 1-bit picture; the leftmost pixel of a word is its highest bit. Bits past the width are 0.
class Bits {
 public:
  explicit Bits(PIX* pix)
      : data_(pixGetData(pix)), rows_(pixGetHeight(pix)), words_(pixGetWpl(pix)) {}

  // Leaves the pixels that begin a run of `length` to the right.
  void keepRunsAcross(int length) {
    forEachStep(length, [this](int step) {
      for (int y = 0; y < rows_; ++y) andWithRight(row(y), step);
    });
  }

  // Undoes the former for the runs that were found.
  void drawRunsAcross(int length) {
    forEachStep(length, [this](int step) {
      for (int y = 0; y < rows_; ++y) orWithLeft(row(y), step);
    });
  }

  void keepRunsDown(int length) {
    forEachStep(length, [this](int step) {
      for (int y = 0; y + step < rows_; ++y) {
        l_uint32* const at = row(y);
        const l_uint32* const below = row(y + step);
        for (int i = 0; i < words_; ++i) at[i] &= below[i];
      }
      for (int y = std::max(0, rows_ - step); y < rows_; ++y) std::fill_n(row(y), words_, 0U);
    });
  }

  void drawRunsDown(int length) {
    forEachStep(length, [this](int step) {
      for (int y = rows_ - 1; y >= step; --y) {
        l_uint32* const at = row(y);
        const l_uint32* const above = row(y - step);
        for (int i = 0; i < words_; ++i) at[i] |= above[i];
      }
    });
  }

 private:
  // Two runs of n that lie n apart make one of 2 n.
  template <class Join>
  static void forEachStep(int length, Join join) {
    for (int have = 1; have < length;) {
      const int step = std::min(have, length - have);
      join(step);
      have += step;
    }
  }

  [[nodiscard]] l_uint32* row(int y) const {
    return data_ + static_cast<std::ptrdiff_t>(y) * words_;
  }

  [[nodiscard]] l_uint32 wordAt(const l_uint32* row, int i) const {
    return i >= 0 && i < words_ ? row[i] : 0;
  }

  void andWithRight(l_uint32* row, int step) const {
    const int skip = step / kWordBits, bits = step % kWordBits;
    for (int i = 0; i < words_; ++i) {
      const l_uint32 near = wordAt(row, i + skip);
      row[i] &= bits == 0 ? near : near << bits | wordAt(row, i + skip + 1) >> (kWordBits - bits);
    }
  }

  void orWithLeft(l_uint32* row, int step) const {
    const int skip = step / kWordBits, bits = step % kWordBits;
    for (int i = words_ - 1; i >= 0; --i) {
      const l_uint32 near = wordAt(row, i - skip);
      row[i] |= bits == 0 ? near : near >> bits | wordAt(row, i - skip - 1) << (kWordBits - bits);
    }
  }

  l_uint32* data_;
  int rows_, words_;
};

PIX* opened(PIX* pix, int width, int height) {
  PIX* const out = pixCopy(nullptr, pix);
  if (out == nullptr) return nullptr;
  pixSetPadBits(out, 0);
  Bits bits(out);
  bits.keepRunsAcross(width);
  bits.keepRunsDown(height);
  bits.drawRunsAcross(width);
  bits.drawRunsDown(height);
  return out;
}

}  // namespace

void keepBrickOpeningsFast() {}

}  // namespace sohoa::ocr

extern "C" PIX* pixOpenBrick(PIX* into, PIX* pix, l_int32 width, l_int32 height) {
  if (into == nullptr && pix != nullptr && pixGetDepth(pix) == 1 && width >= 1 && height >= 1) {
    return sohoa::ocr::opened(pix, width, height);
  }
  static const auto open = sohoa::ocr::libraryDefinition<sohoa::ocr::Open>("pixOpenBrick");
  return open == nullptr ? nullptr : open(into, pix, width, height);
}
