namespace Cornea.Tests;

/// <summary>Another default policy until it is disposed. The default is the whole process's: only in tests that run alone.</summary>
internal sealed class PolicyScope : IDisposable
{
    private readonly DTypePolicy _before = DTypePolicy.Default;

    public PolicyScope(DTypePolicy policy) => DTypePolicy.Default = policy;

    public void Dispose() => DTypePolicy.Default = _before;
}
