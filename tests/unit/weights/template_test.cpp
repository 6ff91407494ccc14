#include <gtest/gtest.h>

#include "weights/configs.hpp"

namespace dockgate::weights {
namespace {

Findings read(std::string_view text) {
  Findings findings((Limits()));
  scan_template(text, Spot("template"), findings);
  return findings;
}

TEST(Templates, OrdinaryOnesAreClean) {
  for (const char* text : {
           "{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] "
           "+ ' [/INST]' }}{% endif %}{% endfor %}",
           "{%- set ns = namespace(found=false) -%}{%- for m in messages -%}{%- set ns.found = true -%}{%- "
           "endfor -%}{{ bos_token }}",
           "{{ raise_exception('Conversation roles must alternate') }}{{ strftime_now('%d %b %Y') }}",
           "{% macro render(x) %}{{ x | tojson(indent=4) }}{% endmacro %}{{ render(tools) }}",
           "{{ messages | selectattr('role', 'equalto', 'system') | list | first }}",
           "text about __class__ and os.system('x') outside of blocks",
           "{{ 'You may call __import__ only in tests' }}",
           "{{ name | replace('-', '_') }}{{ parts | join('_') }}{{ '-' * 3 }}{{ 'a' ~ '_' ~ loop.index }}",
           "{# __class__ #}{% if system_message is defined %}{{ system_message }}{% endif %}",
           "{{ message.content.split('</think>')[-1].lstrip('\\n') }}",
           "{% set date = '26 Jul 2024' %}{% for item in list[::-1] %}{{ loop.index0 }}{{ item.items() }}{% "
           "endfor %}",
       })
    EXPECT_EQ(read(text).verdict(), Verdict::clean) << text << ": " << read(text).reasons().front().what;
}

TEST(Templates, WaysToPythonAreDangerous) {
  for (const char* text : {
           "{{ ''.__class__ }}",
           "{{ ''['__class__'] }}",
           "{{ ''['__cl' ~ 'ass__'] }}",
           "{{ ''['__cl' 'ass__'] }}",
           "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
           "{{ ''['\\u005f\\u005fclass__'] }}",
           "{{ ''|attr('__class__') }}",
           "{{ ''|attr('_' * 2 ~ 'class__') }}",
           "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}",
           "{{ lipsum.__globals__['os'].popen('id').read() }}",
           "{{ cycler.__init__.__globals__.os.system('id') }}",
           "{% set x = joiner['__init__'] %}",
           "{{ self.__init__ }}",
           "{%- if request.application.__globals__ -%}{%- endif -%}",
           "{{ (''|string).format_map({}).__class__ }}",
           "{%- set x = '_' * 2 ~ 'class' ~ '_' * 2 -%}{{ ''[x] }}",
           "{{ ''[2 * '_' ~ 'class' ~ y] }}",
           "{% set x = ['_', '_', 'class', '_', '_'] | join %}{{ ''[x] }}",
           "{{ self._TemplateReference__context }}",
       })
    EXPECT_EQ(read(text).verdict(), Verdict::dangerous) << text;
}

TEST(Templates, OthersThatAreLoadedAreSuspicious) {
  EXPECT_EQ(read("{% include 'other' %}").verdict(), Verdict::suspicious);
  EXPECT_EQ(read("{% import 'other' as o %}").verdict(), Verdict::suspicious);
  EXPECT_EQ(read("{{ x|attr('role') }}").verdict(), Verdict::suspicious);
}

TEST(Templates, NeverEndInAHang) {
  read(std::string(100000, '{'));
  read("{{ '" + std::string(100000, '\\'));
  read("{% " + std::string(100000, '"'));
  EXPECT_EQ(read(std::string(5u << 20, 'x')).verdict(), Verdict::not_scanned);
}

}  // namespace
}  // namespace dockgate::weights
