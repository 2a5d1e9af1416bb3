#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/geometry.h"

namespace sohoa::core {

// What makes a scanned page worth a second look before the paper goes back to its box.
enum class SheetFlag {
  kSkewed,         // lies crooked
  kCutEdge,        // writing runs over an edge of the picture
  kDark,           // the paper is darker than paper
  kBlurred,        // edges of the writing are soft
  kLowResolution,  // under 200 dots an inch
  kNotColour,      // grey or black and white
};

// "skewed", "cut_edge", "dark", "blurred", "low_resolution", "not_colour".
[[nodiscard]] constexpr std::string_view slug(SheetFlag flag) {
  switch (flag) {
    case SheetFlag::kSkewed:
      return "skewed";
    case SheetFlag::kCutEdge:
      return "cut_edge";
    case SheetFlag::kDark:
      return "dark";
    case SheetFlag::kBlurred:
      return "blurred";
    case SheetFlag::kLowResolution:
      return "low_resolution";
    case SheetFlag::kNotColour:
      return "not_colour";
  }
  return "";
}

struct SheetLook {
  Size size;
  double resolution = 0;
  double skew_deg = 0;
  std::vector<SheetFlag> flags;
};

// Pictures of single sheets, as a scanner left them. Safe for several threads.
class SheetImages {
 public:
  virtual ~SheetImages() = default;

  // Decodes the one page of a file and judges it. Throws Error as a PageSource does.
  [[nodiscard]] virtual SheetLook look(const std::filesystem::path& file) = 0;

  // Joins TIFF files of one page each into one file, in this order, without touching a pixel or
  // compressing anew. `out` appears when it is whole and durable. Throws Error.
  virtual void bind(const std::vector<std::filesystem::path>& pages,
                    const std::filesystem::path& out) = 0;
};

}  // namespace sohoa::core
