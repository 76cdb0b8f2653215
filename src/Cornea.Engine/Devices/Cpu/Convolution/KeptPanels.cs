using System.Runtime.CompilerServices;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Panels of constants, made once for all plans that read a constant in the same way and kept as long as the constant.</summary>
internal static class KeptPanels
{
    private static readonly ConditionalWeakTable<HostMemory, Dictionary<string, GemmScratch>> Panels = [];

    /// <summary>The panels of a constant.</summary>
    /// <param name="constant">The constant.</param>
    /// <param name="view">How the constant is read.</param>
    /// <param name="element">The element type of the panels.</param>
    /// <param name="groups">Groups of filters.</param>
    /// <param name="bytes">Bytes of the panels.</param>
    /// <param name="pack">Writes them.</param>
    public static GemmScratch Of(
        HostMemory constant, BufferView view, Type element, int groups, long bytes, Action<GemmScratch> pack)
    {
        var layout = $"{element.Name} {view.Offset}: {string.Join(' ', view.Lengths)} by {string.Join(' ', view.Strides)} in {groups}";
        var layouts = Panels.GetValue(constant, _ => []);
        lock (layouts)
        {
            if (!layouts.TryGetValue(layout, out var panels))
            {
                panels = new GemmScratch(0);
                panels.Require(bytes, 0);
                pack(panels);
                layouts.Add(layout, panels);
            }
            return panels;
        }
    }
}
