(r=>{r.classList.add("js");try{let s=localStorage.getItem("daybook-scheme");if(s)r.dataset.scheme=s}catch{}})(document.documentElement)
