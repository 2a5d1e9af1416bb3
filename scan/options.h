#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace sohoa::scan {

// How far an input file is trusted, and what to assume where it says nothing.
struct ScanOptions {
  double default_dpi = 300;  // of a page that states no resolution
  std::uint64_t max_pixels_per_page = 120'000'000;
  int max_pages = 10'000;                         // in one file
  std::uint64_t max_image_bytes = 1ULL << 30U;    // of one JPEG or PNG file, or one PDF stream
  std::filesystem::path rasteriser = "pdftoppm";  // empty: PDF pages that need it are refused
  double rasteriser_dpi = 300;  // lowered for a page that would pass max_pixels_per_page
  std::chrono::milliseconds rasteriser_timeout{120'000};
  std::uint64_t rasteriser_memory_bytes = 3ULL << 30U;  // address space
  std::uint64_t rasteriser_cpu_seconds = 120;
};

}  // namespace sohoa::scan
