#include <memory>
#include <nlohmann/json.hpp>

#include "cli/read_pages.h"
#include "cli/verb.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

struct Options {
  std::vector<std::filesystem::path> files;
  std::string format = "text";
  bool profile = false;
};

constexpr core::ErrorCode kOneFile{
    "cli.one_file", core::Retry::kNever,
    "hOCR và ALTO là một tài liệu XML cho một tệp; hãy chạy từng tệp một.",
    "hOCR and ALTO are one XML document a file; run one file at a time."};

json wordJson(const core::Word& word) {
  return {{"text", word.text},
          {"box", {word.box.x, word.box.y, word.box.width, word.box.height}},
          {"confidence", word.confidence}};
}

// `orientation` tells how far the page lies turned clockwise, `skew_deg` how far its lines run
// downhill; PageGeometry holds the turn that mends the former.
json pageJson(const ReadPage& page, core::Language language) {
  const auto& result = page.result;
  json words = json::array();
  for (const auto& word : result.words()) words.push_back(wordJson(word));
  const json stored = result;
  json out{{"index", page.index},
           {"text", result.text()},
           {"skew_deg", result.geometry.skew_deg},
           {"orientation", (360 - result.geometry.orientation_deg) % 360},
           {"blank", result.blank},
           {"separator", result.separator},
           {"dpi", result.geometry.dpi()},
           {"words", std::move(words)},
           {"marks", stored.at("marks")},
           {"stamp_lines", stored.at("stamp_lines")},
           {"evidence", stored.at("geometry").at("evidence")}};
  if (page.error) out["error"] = errorJson(*page.error, language);
  return out;
}

json filesJson(const std::vector<ReadFile>& files, core::Language language) {
  json list = json::array();
  for (const auto& file : files) {
    json entry{{"path", file.path.string()}, {"pages", json::array()}};
    for (const auto& page : file.pages) entry["pages"].push_back(pageJson(page, language));
    if (file.error) entry["error"] = errorJson(*file.error, language);
    list.push_back(std::move(entry));
  }
  return {{"files", std::move(list)}};
}

// Pages are divided by form feeds, as pdftotext does it.
std::string plainText(const ReadFile& file) {
  std::string text;
  for (const auto& page : file.pages) {
    if (page.index > 0) text += '\f';
    text += page.result.text();
  }
  return text;
}

// CPU seconds of each stage, over all files.
json profileJson(core::StageMeter& meter) {
  json stages = json::object();
  for (std::size_t i = 0; i < core::kReadingStageNames.size(); ++i) {
    stages[core::kReadingStageNames[i]] = meter.seconds(static_cast<core::ReadingStage>(i));
  }
  return stages;
}

void sayProfile(Context& context) {
  for (std::size_t i = 0; i < core::kReadingStageNames.size(); ++i) {
    context.terminal.say(
        fmt::format("{:10} {:8.2f} s", core::kReadingStageNames[i],
                    context.parts.meter().seconds(static_cast<core::ReadingStage>(i))));
  }
}

int run(const Options& options, Context& context) {
  if (!context.json && options.format != "text" && options.files.size() > 1) {
    throw core::Error(kOneFile, {.detail = options.format});
  }
  const auto files = readFiles(options.files, context);
  bool failed = files.empty();
  for (const auto& file : files) failed = failed || file.failed();
  if (context.json) {
    json out = filesJson(files, context.terminal.language());
    if (options.profile) out["profile"] = profileJson(context.parts.meter());
    context.terminal.print(out);
  } else {
    for (const auto& file : files) {
      context.terminal.print(
          options.format == "text"
              ? plainText(file)
              : context.parts.render(options.format, file.path.string(), file.results()));
    }
  }
  if (options.profile && !context.json) sayProfile(context);
  return failed ? kSomeFailed : kDone;
}

}  // namespace

void addOcr(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("ocr", {"Đọc chữ trên trang quét, không cần thư mục làm việc",
                                      "Read the text of scans; needs no home folder"});
  verb.option("FILE", options->files,
              {"Bản quét (PDF, TIFF, JPEG, PNG)", "Scans (PDF, TIFF, JPEG, PNG)"})
      .required();
  verb.option("--format", options->format,
              {"text (mặc định), hOCR hoặc ALTO 4", "text (default), hOCR or ALTO 4"})
      .oneOf({"text", "hocr", "alto"});
  verb.flag("--profile", options->profile,
            {"Thời gian CPU của từng khâu", "CPU seconds of every stage"});
  verb.example("sohoa ocr quyet-dinh.pdf --json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
