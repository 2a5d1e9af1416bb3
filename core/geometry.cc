#include "core/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sohoa::core {

Box Box::unite(const Box& other) const {
  if (empty()) return other;
  if (other.empty()) return *this;
  const int left = std::min(x, other.x);
  const int top = std::min(y, other.y);
  return {left, top, std::max(right(), other.right()) - left,
          std::max(bottom(), other.bottom()) - top};
}

Box Box::intersect(const Box& other) const {
  const int left = std::max(x, other.x);
  const int top = std::max(y, other.y);
  return {left, top, std::max(0, std::min(right(), other.right()) - left),
          std::max(0, std::min(bottom(), other.bottom()) - top)};
}

Affine Affine::then(const Affine& next) const {
  return {next.a * a + next.c * b,          next.b * a + next.d * b,
          next.a * c + next.c * d,          next.b * c + next.d * d,
          next.a * e + next.c * f + next.e, next.b * e + next.d * f + next.f};
}

Affine Affine::inverse() const {
  const double det = a * d - b * c;
  Affine r{d / det, -b / det, -c / det, a / det, 0, 0};
  r.e = -(r.a * e + r.c * f);
  r.f = -(r.b * e + r.d * f);
  return r;
}

double PageGeometry::dpi() const { return std::max(resolution.x, resolution.y); }

namespace {

struct Frame {
  Affine map;
  double width;
  double height;
};

// Square pixels, then the quarter turn, then the skew about the origin; corners decide the canvas.
Frame frameOf(const PageGeometry& g) {
  const double sx = g.dpi() / g.resolution.x;
  const double sy = g.dpi() / g.resolution.y;
  const double w = g.master.width * sx;
  const double h = g.master.height * sy;
  Affine turned{sx, 0, 0, sy, 0, 0};
  double tw = w;
  double th = h;
  if (g.orientation_deg == 90) {
    turned = turned.then({0, 1, -1, 0, h, 0});
    std::swap(tw, th);
  } else if (g.orientation_deg == 180) {
    turned = turned.then({-1, 0, 0, -1, w, h});
  } else if (g.orientation_deg == 270) {
    turned = turned.then({0, -1, 1, 0, 0, w});
    std::swap(tw, th);
  }
  if (g.skew_deg == 0) return {turned, tw, th};
  const double angle = -g.skew_deg * std::numbers::pi / 180;
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const Affine straighten{cosine, sine, -sine, cosine, 0, 0};
  double left = 0, right = 0, top = 0, bottom = 0;
  for (const Point corner : {Point{tw, 0}, Point{0, th}, Point{tw, th}}) {
    const Point p = straighten(corner);
    left = std::min(left, p.x);
    right = std::max(right, p.x);
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  return {turned.then(straighten).then({1, 0, 0, 1, -left, -top}), right - left, bottom - top};
}

}  // namespace

Size PageGeometry::upright() const {
  const Frame frame = frameOf(*this);
  return {static_cast<int>(std::ceil(frame.width - 1e-6)),
          static_cast<int>(std::ceil(frame.height - 1e-6))};
}

Affine PageGeometry::masterToUpright() const { return frameOf(*this).map; }

}  // namespace sohoa::core
