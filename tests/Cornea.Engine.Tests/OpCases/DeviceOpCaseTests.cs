using Cornea.Tests.Devices.Store;

namespace Cornea.Tests.OpCases;

/// <summary>The op cases on every device. A new device adds its name here.</summary>
public sealed class DeviceOpCaseTests
{
    private static readonly Dictionary<string, Device> Devices =
        new() { ["cpu"] = Device.Cpu, ["reference"] = Device.Reference, ["store"] = StoreDevice.Instance };

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var device in Devices.Keys)
            {
                foreach (var row in OpCaseTable.Rows)
                {
                    data.Add(device, row.Name);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_device_computes_what_the_ops_mean(string device, string name)
    {
        var row = OpCaseTable.ByName[name];
        var options = new CompileOptions { Device = Devices[device] };
        foreach (var dtype in row.DTypes)
        {
            var gradients = row.Differentiable && dtype.IsFloat();
            OpCaseTests.Compare(row, new OpGraph(row, 9, dtype, gradients: gradients), options, $"{name} {dtype} on {device}");
            OpCaseTests.Compare(row, new OpGraph(row, 9, dtype, InputLayout.Sliced), options, $"{name} {dtype} of slices on {device}");
            OpCaseTests.Compare(row, new OpGraph(row, 9, dtype, InputLayout.Transposed), options with { Fuse = false },
                $"{name} {dtype} unfused on {device}");
        }
    }
}
