#include "core/error.h"

#include <utility>

namespace sohoa::core {
namespace {

std::string summarise(const ErrorCode& code, const ErrorContext& context) {
  std::string text{code.slug};
  if (!context.file.empty()) text += ": " + context.file;
  if (context.page) text += ", page " + std::to_string(*context.page + 1);
  if (!context.detail.empty()) text += ": " + context.detail;
  return text;
}

}  // namespace

Error::Error(const ErrorCode& code, ErrorContext context)
    : code_(code), context_(std::move(context)), what_(summarise(code_, context_)) {}

std::string Error::describe(Language language) const {
  std::string text;
  if (!context_.file.empty()) text += context_.file;
  if (context_.page) {
    if (!text.empty()) text += ", ";
    text += pick(language, "trang ", "page ");
    text += std::to_string(*context_.page + 1);
  }
  if (!text.empty()) text += ": ";
  text += pick(language, code_.vi, code_.en);
  text += " [";
  text += code_.slug;
  if (!context_.detail.empty()) text += ": " + context_.detail;
  text += "]";
  return text;
}

Error Error::at(std::string file, std::optional<int> page) const {
  ErrorContext context = context_;
  if (context.file.empty()) context.file = std::move(file);
  if (!context.page) context.page = page;
  return {code_, std::move(context)};
}

}  // namespace sohoa::core
