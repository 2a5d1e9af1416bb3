#pragma once

#include <array>

namespace sohoa::core {

// Dots per inch, across and down. Fax pages have unequal ones (204 x 98).
struct Resolution {
  double x = 0;
  double y = 0;
  friend bool operator==(const Resolution&, const Resolution&) = default;
};

struct Size {
  int width = 0;
  int height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

struct Point {
  double x = 0;
  double y = 0;
};

// Pixels, origin top left, x to the right, y down.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  [[nodiscard]] int right() const { return x + width; }
  [[nodiscard]] int bottom() const { return y + height; }
  [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
  [[nodiscard]] Box unite(const Box& other) const;
  [[nodiscard]] Box intersect(const Box& other) const;
  friend bool operator==(const Box&, const Box&) = default;
};

// x' = a x + c y + e,  y' = b x + d y + f (the order of a PDF matrix).
struct Affine {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;

  [[nodiscard]] Point operator()(Point p) const {
    return {a * p.x + c * p.y + e, b * p.x + d * p.y + f};
  }
  // First *this, then `next`.
  [[nodiscard]] Affine then(const Affine& next) const;
  [[nodiscard]] Affine inverse() const;
};

// How a master page lies, and the frame in which everything read from it is placed.
//
// The upright frame is the picture a person wants to see: the master turned clockwise by
// `orientation_deg`, then turned back by `skew_deg`, on a canvas just large enough to hold all of
// it (nothing of the page is cut off). Its pixels are square, at dpi().
struct PageGeometry {
  Size master;              // pixels of the master page
  Resolution resolution;    // of the master page, never 0
  int orientation_deg = 0;  // 0, 90, 180, 270: how far the master must be turned clockwise to stand
  double skew_deg = 0;      // of the turned page: positive when text runs downhill to the right

  // Of the upright frame: the larger of the two master resolutions.
  [[nodiscard]] double dpi() const;
  [[nodiscard]] Size upright() const;
  // Master pixels to upright pixels (points on pixel edges: (0,0) is the top left corner).
  [[nodiscard]] Affine masterToUpright() const;
};

}  // namespace sohoa::core
