/** `run PLAN`: XS in RAM on the host. Imports the plan's main module; `print` writes a line. */
#include "host.h"

int main(int count, char **words)
{
    if (count != 2)
        rom_fail("usage: run PLAN");
    rom_plan_read(words[1]);
    if (rom_plan.main == NULL)
        rom_fail("the plan names no main module");
    txMachine *the = rom_machine();
    rom_import(the, rom_plan.main);
    return 0;
}
