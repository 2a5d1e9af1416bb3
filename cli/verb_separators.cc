#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::string sort = "qr";
  std::vector<std::string> data;
  int count = 1;
  std::filesystem::path out;
};

constexpr core::ErrorCode kNotAPair{"cli.not_a_pair", core::Retry::kNever,
                                    "Dữ liệu của tờ phân cách phải có dạng KHÓA=GIÁ_TRỊ.",
                                    "Data of a separator sheet must look like KEY=VALUE."};

int run(const Options& options, Context& context) {
  std::map<std::string, std::string> data;
  for (const auto& pair : options.data) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw core::Error(kNotAPair, {.detail = "--data"});
    }
    data[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  context.parts.printSeparators(options.sort, data, options.count, context.terminal.language(),
                                options.out);
  if (context.json) {
    context.terminal.print(
        nlohmann::json{{"path", options.out.string()}, {"pages", options.count}});
  } else {
    context.terminal.print(options.out.string());
  }
  return kDone;
}

}  // namespace

void addSeparators(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb =
      line.verb("separators", {"In tờ phân cách giấy tờ ra PDF", "Print separator sheets as PDF"});
  verb.option("-o,--output", options->out, {"Tệp PDF cần tạo", "PDF to write"}).required();
  verb.option("--sort", options->sort,
              {"qr (mang được dữ liệu), patch (Patch-T) hoặc code128",
               "qr (can carry data), patch (Patch-T) or code128"})
      .oneOf({"qr", "patch", "code128"});
  verb.option("--data", options->data,
              {"KHÓA=GIÁ_TRỊ ghi trong mã QR, ví dụ ma_ho_so=H29.1-250101-0001",
               "KEY=VALUE kept in the QR code, for example ma_ho_so=H29.1-250101-0001"})
      .repeatable();
  verb.option("--count", options->count, {"Số tờ", "How many"}).between(1, 500);
  verb.example("sohoa separators -o to-ngan.pdf --data ma_ho_so=H29.1-250101-0001");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
