namespace Cornea.Tests;

/// <summary>Tests that look at the whole process's memory: they run when no other test does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
