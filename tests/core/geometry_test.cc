#include "core/geometry.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sohoa::core {
namespace {

constexpr Resolution k300{300, 300};

void expectPoint(Point actual, double x, double y) {
  EXPECT_NEAR(actual.x, x, 1e-6);
  EXPECT_NEAR(actual.y, y, 1e-6);
}

TEST(PageGeometry, StraightPageIsItsOwnUprightFrame) {
  const PageGeometry g{{200, 100}, k300, 0, 0};
  EXPECT_EQ(g.upright(), (Size{200, 100}));
  expectPoint(g.masterToUpright()({20, 30}), 20, 30);
}

TEST(PageGeometry, QuarterTurnMovesTheTopLeftCornerToTheTopRight) {
  const PageGeometry g{{200, 100}, k300, 90, 0};
  EXPECT_EQ(g.upright(), (Size{100, 200}));
  expectPoint(g.masterToUpright()({0, 0}), 100, 0);
  expectPoint(g.masterToUpright()({0, 100}), 0, 0);
}

TEST(PageGeometry, HalfTurnAndThreeQuartersKeepThePageOnItsCanvas) {
  expectPoint(PageGeometry{{200, 100}, k300, 180, 0}.masterToUpright()({0, 0}), 200, 100);
  expectPoint(PageGeometry{{200, 100}, k300, 270, 0}.masterToUpright()({200, 0}), 0, 0);
}

TEST(PageGeometry, FaxPixelsBecomeSquare) {
  const PageGeometry g{{1728, 1100}, {204, 98}, 0, 0};
  EXPECT_DOUBLE_EQ(g.dpi(), 204);
  EXPECT_EQ(g.upright().width, 1728);
  EXPECT_EQ(g.upright().height, static_cast<int>(std::ceil(1100 * 204.0 / 98)));
}

TEST(PageGeometry, DownhillTextComesOutLevelAndNothingLeavesTheCanvas) {
  const double skew = 5;
  const PageGeometry g{{1000, 2000}, k300, 0, skew};
  const Affine map = g.masterToUpright();
  const double rad = skew * std::acos(-1.0) / 180;
  const Point left = map({100, 500});
  const Point right = map({100 + 800 * std::cos(rad), 500 + 800 * std::sin(rad)});
  EXPECT_NEAR(left.y, right.y, 1e-6);
  EXPECT_NEAR(right.x - left.x, 800, 1e-6);
  for (const Point corner : {Point{0, 0}, Point{1000, 0}, Point{0, 2000}, Point{1000, 2000}}) {
    const Point p = map(corner);
    EXPECT_GE(p.x, -1e-6);
    EXPECT_GE(p.y, -1e-6);
    EXPECT_LE(p.x, g.upright().width + 1e-6);
    EXPECT_LE(p.y, g.upright().height + 1e-6);
  }
}

TEST(Affine, InverseUndoesTheMap) {
  const Affine map = PageGeometry{{700, 900}, {204, 98}, 270, -3.3}.masterToUpright();
  expectPoint(map.then(map.inverse())({123, 456}), 123, 456);
}

TEST(Box, UnionIgnoresEmptyBoxesAndIntersectionMayBeEmpty) {
  const Box a{0, 0, 10, 10};
  EXPECT_EQ(a.unite({}), a);
  EXPECT_EQ(a.unite({20, 5, 5, 10}), (Box{0, 0, 25, 15}));
  EXPECT_TRUE(a.intersect({20, 20, 5, 5}).empty());
}

}  // namespace
}  // namespace sohoa::core
