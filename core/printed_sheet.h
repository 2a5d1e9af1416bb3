#pragma once

#include <string>
#include <vector>

namespace sohoa::core {

// A sheet of A4 in black, to be printed or kept. Millimetres from its top left corner.
struct PrintedSheet {
  static constexpr double kWidth = 210;
  static constexpr double kHeight = 297;

  struct Bar {
    double x = 0, y = 0, width = 0, height = 0;
  };
  enum class Face { kUpright, kBold, kItalic };
  enum class Anchor { kLeft, kCentre, kRight };
  struct Text {
    std::string line;  // UTF-8 NFC, one line
    double base = 0;   // of the base line
    double points = 12;
    double x = kWidth / 2;  // of the anchor
    Anchor anchor = Anchor::kCentre;
    Face face = Face::kUpright;
  };
  std::vector<Bar> bars;
  std::vector<Text> texts;
};

}  // namespace sohoa::core
