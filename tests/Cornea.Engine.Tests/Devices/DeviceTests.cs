using Cornea.Tests.Devices.Store;
using Shouldly;

namespace Cornea.Tests.Devices;

public sealed class DeviceTests
{
    private static readonly CompileOptions OnStore = new() { Device = StoreDevice.Instance };

    [Fact]
    public void A_variable_is_copied_to_the_device_that_uses_it_and_back_to_the_host_that_reads_it()
    {
        var variable = new Variable(Tensor.From([1f, 2f]), "w");
        var step = new CompiledFunction([], [], [new Update(variable, variable.Value * 3)], OnStore);
        step.Run();
        variable.ToArray<float>().ShouldBe([3f, 6f]);
        variable.Assign(Tensor.From([10f, 20f]));
        step.Run();
        step.Run();
        var copy = new float[2];
        variable.CopyTo<float>(copy);
        copy.ShouldBe([90f, 180f]);
    }

    [Fact]
    public void Functions_on_several_devices_share_a_variable()
    {
        var variable = new Variable(Tensor.From([1f, 2f]), "w");
        Update[] updates = [new Update(variable, variable.Value + 1)];
        var (host, store) = (new CompiledFunction([], [], updates), new CompiledFunction([], [variable.Value * 1], updates, OnStore));
        host.Run();
        store.Run();
        host.Run();
        store.Call()[0].ToArray().ShouldBe([4f, 5f]);
        variable.ToArray<float>().ShouldBe([5f, 6f]);
    }

    [Fact]
    public void Values_that_the_host_cannot_address_have_no_span()
    {
        var variable = new Variable(Tensor.From([1f, 2f]), "w");
        var step = new CompiledFunction([], [], [new Update(variable, variable.Value * 3)], OnStore);
        variable.AsSpan<float>().ToArray().ShouldBe([1f, 2f]);
        step.Run();
        Should.Throw<InvalidOperationException>(() => variable.AsSpan<float>()).Message.ShouldBe(
            "AsSpan expects values in the host's memory, but variable 'w' was written last on device 'store', whose memory the host "
                + "cannot address. " +
            "Copy them with CopyTo, ToArray or ToTensor.");
        variable.ToTensor();
        variable.AsSpan<float>().ToArray().ShouldBe([3f, 6f]);
    }

    [Fact]
    public void Inputs_outputs_and_a_shared_workspace_work_on_every_device()
    {
        var x = Tensor.Input([3]);
        var options = OnStore with { Workspace = new Workspace() };
        var (first, second) =
            (new CompiledFunction([x], [(x + 1).Exp().Sum() * x], null, options), new CompiledFunction([x], [x * 2], null, options));
        first.Call(Tensor.Zeros([3]))[0].ToArray().ShouldBe([0f, 0f, 0f]);
        second.Call(Tensor.From([1f, 2f, 3f]))[0].ToArray().ShouldBe([2f, 4f, 6f]);
    }
}
