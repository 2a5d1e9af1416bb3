#pragma once

#include <string>
#include <vector>

namespace sohoa::core {

// A sheet of A4 to be printed in black. Millimetres from its top left corner.
struct PrintedSheet {
  static constexpr double kWidth = 210;
  static constexpr double kHeight = 297;

  struct Bar {
    double x = 0, y = 0, width = 0, height = 0;
  };
  struct Text {
    std::string line;  // UTF-8 NFC, one line, centred on the sheet
    double base = 0;   // of the base line
    double points = 12;
  };
  std::vector<Bar> bars;
  std::vector<Text> texts;
};

}  // namespace sohoa::core
