// What fields_probe is for stands in bench/fields.
//
//   fields_probe PAGES FILE...
//
// Prints {"files":[{"path","documents"}],"pages","cpu_ms_page"} as `sohoa extract --json` would, of
// papers with a secrecy mark too. What the reader of pages found is kept as PAGES/NAME.json and
// taken from there the next time, so that rules can be tried without reading the pages again. The
// time is that of the rules alone.
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "metadata/profile_reader.h"
#include "ocr/page_reader.h"
#include "scan/page_source_opener.h"

namespace {

using namespace sohoa;
using nlohmann::json;

std::vector<core::PageResult> readPages(const std::filesystem::path& file,
                                        ocr::TesseractPageReader& reader) {
  std::vector<core::PageResult> pages;
  const auto source = scan::ScanOpener().open(file, file.filename().string());
  for (int i = 0; i < source->pageCount(); ++i) pages.push_back(reader.read(source->raster(i)));
  return pages;
}

std::vector<core::PageResult> pagesOf(const std::filesystem::path& file,
                                      const std::filesystem::path& kept,
                                      ocr::TesseractPageReader& reader) {
  const auto path = kept / (file.stem().string() + ".json");
  if (std::filesystem::exists(path)) return json::parse(std::ifstream(path));
  auto pages = readPages(file, reader);
  std::ofstream(path) << json(pages);
  return pages;
}

double cpuMs() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

json probe(const std::filesystem::path& kept, std::span<char*> files) {
  const std::filesystem::path config(SOHOA_CONFIG);
  ocr::OcrOptions options;
  options.lexicon = config / "lexicon.txt";
  ocr::TesseractPageReader reader(options);
  const metadata::ProfileDocumentReader documents(metadata::loadProfiles(config / "profiles"),
                                                  metadata::loadUnits(config / "units.toml"));
  json list = json::array();
  std::size_t pages_read = 0;
  double spent = 0;
  for (const std::filesystem::path file : files) {
    const auto pages = pagesOf(file, kept, reader);
    const double before = cpuMs();
    std::vector<core::Document> found;
    for (const auto& document : documents.split(pages)) {
      found.push_back(documents.extract(pages, document, {}));
    }
    spent += cpuMs() - before;
    pages_read += pages.size();
    list.push_back({{"path", file.string()}, {"documents", found}});
  }
  return {{"files", std::move(list)},
          {"pages", pages_read},
          {"cpu_ms_page", pages_read ? spent / static_cast<double>(pages_read) : 0}};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "fields_probe PAGES FILE...\n";
    return 2;
  }
  try {
    std::filesystem::create_directories(arguments[1]);
    std::cout << probe(arguments[1], std::span(arguments + 2, arguments + count)) << "\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
