#pragma once

#include <optional>
#include <qpdf/QPDF.hh>
#include <vector>

#include "core/geometry.h"
#include "scan/options.h"

namespace sohoa::scan {

struct PdfBox {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // points, x0 <= x1, y0 <= y1

  [[nodiscard]] double width() const { return x1 - x0; }
  [[nodiscard]] double height() const { return y1 - y0; }
  [[nodiscard]] PdfBox intersect(const PdfBox& other) const;
  [[nodiscard]] double area() const;  // 0 when empty
  [[nodiscard]] bool contains(const PdfBox& other, double tolerance) const;
};

// A page with what it inherits from the tree above it.
struct PdfPage {
  QPDFObjectHandle page;
  QPDFObjectHandle resources;
  PdfBox visible;   // crop box inside media box
  double unit = 1;  // UserUnit: one coordinate is unit / 72 inch
  int rotate = 0;   // 0, 90, 180, 270
};

// All pages in order. The walk is bounded: nodes met again, deep trees and long ones end it.
// Throws Error(kNoPages, kTooManyPages, kDamaged, kTruncated when fewer pages are there than the
// tree says).
[[nodiscard]] std::vector<PdfPage> listPages(QPDF& pdf, const ScanOptions& options);

// A rectangle in either order of corners, or nothing.
[[nodiscard]] std::optional<PdfBox> boxOf(QPDFObjectHandle array);

}  // namespace sohoa::scan
